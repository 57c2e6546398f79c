import { Feature } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { OrganizationsModule } from '@keelson/organizations';
import { StampProducts1763700100003 } from './migrations/1763700100003-stamp-products.js';
import { CreateProducts1763700100001 } from './migrations/1763700100001-create-products.js';
import { CreateReorders1763700100002 } from './migrations/1763700100002-create-reorders.js';
import { ProductsController } from './products.controller.js';
import { products } from './products.resource.js';
import { ReordersController } from './reorders.controller.js';
import { reorders } from './reorders.resource.js';
import { Reorders } from './reorders.js';
import { SampleProducts } from './sample-products.js';
import { Stock } from './stock.js';

@Module({
  imports: [
    OrganizationsModule,
    Feature.declare(
      { resources: [products, reorders] },
      migrations(CreateProducts1763700100001, CreateReorders1763700100002, StampProducts1763700100003),
    ),
  ],
  controllers: [ProductsController, ReordersController],
  providers: [Stock, Reorders, SampleProducts],
  exports: [Stock, Reorders],
})
export class CatalogModule {}
