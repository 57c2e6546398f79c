import { Feature } from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { CreateProducts1763700100001 } from './migrations/1763700100001-create-products.js';
import { ProductsController } from './products.controller.js';
import { products } from './products.resource.js';
import { SampleProducts } from './sample-products.js';
import { Stock } from './stock.js';

@Module({
  imports: [Feature.declare({ resources: [products], migrations: [CreateProducts1763700100001] })],
  controllers: [ProductsController],
  providers: [Stock, SampleProducts],
  exports: [Stock],
})
export class CatalogModule {}
