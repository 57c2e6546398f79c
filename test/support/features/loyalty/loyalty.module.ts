import { extensions, Feature } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { CatalogModule } from '../../../../src/features/catalog/index.js';
import { IdentityModule } from '@keelson/identity';
import { OrganizationsModule } from '@keelson/organizations';
import { LoyaltyController } from './loyalty.controller.js';
import { loyalty, payroll, shipping } from './loyalty.fields.js';
import { ExtendProducts1770000000002 } from './migrations/1770000000002-extend-products.js';
import { ExtendUsers1770000000001 } from './migrations/1770000000001-extend-users.js';

/** Adds fields to entities of three other modules: with a resource of supplied verbs, of written ones, and of none. */
@Module({
  imports: [
    IdentityModule,
    OrganizationsModule,
    CatalogModule,
    Feature.declare(
      {},
      extensions(loyalty, shipping, payroll),
      migrations(ExtendUsers1770000000001, ExtendProducts1770000000002),
    ),
  ],
  controllers: [LoyaltyController],
})
export class LoyaltyModule {}
