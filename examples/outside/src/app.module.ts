import { IdentityModule } from '@keelson/identity';
import { OrganizationsModule } from '@keelson/organizations';
import { PlatformModule } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { BoatsModule } from './features/boats/index.js';
import { SurveysModule } from './features/surveys/index.js';

/** The table of contents: the platform, and the features on it. */
@Module({
  imports: [
    // One per line, so that a feature comes and goes with its lines.
    PlatformModule,
    OrganizationsModule,
    IdentityModule,
    BoatsModule,
    SurveysModule,
  ],
})
export class AppModule {}
