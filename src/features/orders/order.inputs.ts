import { ListOf, PickFields } from '@keelson/kernel';
import { Order, OrderLine } from './order.entity.js';
import { Payment } from './payment.entity.js';

/** A line as a client writes it; the price is ours. */
export class NewOrderLine extends PickFields(OrderLine, ['productId', 'quantity']) {}

export class NewOrder extends PickFields(Order, ['buyerEmail', 'reference']) {
  @ListOf(() => NewOrderLine, { min: 1, max: 100, description: 'The ordered products.' })
  lines!: NewOrderLine[];
}

export class OrderChanges extends NewOrder {}

export class NewPayment extends PickFields(Payment, ['amount', 'currency', 'method', 'externalReference']) {}
