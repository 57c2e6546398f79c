import { PlatformModule } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { ApiKeysModule } from '@keelson/api-keys';
import { CatalogModule } from './features/catalog/index.js';
import { IdentityModule } from '@keelson/identity';
import { OrdersModule } from './features/orders/index.js';
import { OrganizationsModule } from '@keelson/organizations';

/** The table of contents: the platform, and the features on it. */
@Module({
  imports: [
    // One a line, so that a feature comes and goes with its lines.
    PlatformModule,
    OrganizationsModule,
    IdentityModule,
    ApiKeysModule,
    CatalogModule,
    OrdersModule,
  ],
})
export class AppModule {}
