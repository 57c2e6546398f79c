import { Action, alreadyExists, Fails, Found, Input, ResourceController } from '@keelson/kernel';
import { notForSale, outOfStock, tooManyInStock } from '../catalog/index.js';
import { CancelOrder } from './cancel-order.operation.js';
import { DraftOrder } from './draft-order.operation.js';
import { Order } from './order.entity.js';
import { NewOrder, NewPayment, OrderChanges } from './order.inputs.js';
import { mixedCurrencies, totalTooLarge, wrongAmount } from './orders.errors.js';
import { OrderCancelled, OrderFulfilled, OrderPaid, OrderPlaced } from './orders.events.js';
import { orders } from './orders.resource.js';
import { PayOrder } from './pay-order.operation.js';
import { PlaceOrder } from './place-order.operation.js';

@ResourceController(orders)
export class OrdersController {
  constructor(
    private readonly draftOrder: DraftOrder,
    private readonly placeOrder: PlaceOrder,
    private readonly payOrder: PayOrder,
    private readonly cancelOrder: CancelOrder,
  ) {}

  @Fails(notForSale, mixedCurrencies, totalTooLarge)
  create(@Input() input: NewOrder): Promise<Order> {
    return this.draftOrder.create(input);
  }

  @Fails(notForSale, mixedCurrencies, totalTooLarge)
  update(@Found() order: Order, @Input() changes: OrderChanges): Promise<Order> {
    return this.draftOrder.change(order, changes);
  }

  @Action(orders, 'place', {
    from: 'draft',
    to: 'placed',
    emits: OrderPlaced,
    fails: [outOfStock, notForSale, mixedCurrencies, totalTooLarge],
  })
  place(@Found() order: Order): Promise<Order> {
    return this.placeOrder.run(order);
  }

  @Action(orders, 'pay', {
    from: 'placed',
    to: 'paid',
    emits: OrderPaid,
    fails: [alreadyExists, wrongAmount],
  })
  pay(@Found() order: Order, @Input() payment: NewPayment): Promise<Order> {
    return this.payOrder.run(order, payment);
  }

  @Action(orders, 'fulfill', { from: 'paid', to: 'fulfilled', emits: OrderFulfilled })
  fulfill(@Found() order: Order): Order {
    return order;
  }

  @Action(orders, 'cancel', {
    from: ['draft', 'placed'],
    to: 'cancelled',
    emits: OrderCancelled,
    fails: [tooManyInStock],
  })
  cancel(@Found() order: Order): Promise<Order> {
    return this.cancelOrder.run(order);
  }
}
