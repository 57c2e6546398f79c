import { Feature } from '@keelson/kernel';
import { invariants, migrations, samples } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/index.js';
import { CancelOrder } from './cancel-order.operation.js';
import { DraftOrder } from './draft-order.operation.js';
import { CreateOrders1763700200001 } from './migrations/1763700200001-create-orders.js';
import { IndexOrdersByBuyer1763700200002 } from './migrations/1763700200002-index-orders-by-buyer.js';
import type { Order } from './order.entity.js';
import { OrdersController } from './orders.controller.js';
import { orderInvariants } from './orders.invariants.js';
import { OrderCancelled, OrderFulfilled, OrderPaid, OrderPlaced } from './orders.events.js';
import { orders, payments } from './orders.resource.js';
import { PayOrder } from './pay-order.operation.js';
import { PaymentsController } from './payments.controller.js';
import { PlaceOrder } from './place-order.operation.js';
import { ReorderStock } from './reorder-stock.subscriber.js';
import { SampleOrders } from './sample-orders.js';

@Module({
  imports: [
    CatalogModule,
    Feature.declare(
      { resources: [orders, payments], events: [OrderPlaced, OrderPaid, OrderFulfilled, OrderCancelled] },
      samples({ 'orders:pay': (order: Order) => ({ amount: order.total, currency: order.currency }) }),
      invariants(...orderInvariants),
      migrations(CreateOrders1763700200001, IndexOrdersByBuyer1763700200002),
    ),
  ],
  controllers: [OrdersController, PaymentsController],
  providers: [DraftOrder, PlaceOrder, PayOrder, CancelOrder, ReorderStock, SampleOrders],
})
export class OrdersModule {}
