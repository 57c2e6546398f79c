import { Module } from '@nestjs/common';
import { CatalogModule } from '../../../src/features/catalog/index.js';
import { OrdersModule } from '../../../src/features/orders/index.js';

/** The shipped catalog and orders. */
@Module({ imports: [CatalogModule, OrdersModule] })
export class ShopModule {}
