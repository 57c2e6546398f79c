import { PlatformModule } from '@keelson/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Settings } from '../config/index.js';
import { CatalogModule } from './features/catalog/index.js';
import { IdentityModule } from './features/identity/index.js';
import { OrdersModule } from './features/orders/index.js';
import { OrganizationsModule } from './features/organizations/index.js';
import { identityOptions, platformOptions } from './options.js';

/** The table of contents: the platform, and the features on it. */
@Module({})
export class AppModule {
  static with(settings: Settings, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot(platformOptions(settings, databaseUrl)),
        OrganizationsModule,
        IdentityModule.forRoot(identityOptions(settings)),
        CatalogModule,
        OrdersModule,
      ],
    };
  }
}
