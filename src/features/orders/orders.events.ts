import { Amount, Currency, defineEvent, Identifier, ListOf } from '@keelson/kernel';
import { OrderLine } from './order.entity.js';

/** What events about an order carry. */
export class OrderSummary {
  @Identifier({ description: 'Id of the order.' })
  id!: string;

  @Amount()
  total!: number;

  @Currency()
  currency!: string;

  @ListOf(() => OrderLine, { max: 100 })
  lines!: OrderLine[];
}

export const OrderPlaced = defineEvent('order.placed', OrderSummary);
export const OrderPaid = defineEvent('order.paid', OrderSummary);
export const OrderFulfilled = defineEvent('order.fulfilled', OrderSummary);
export const OrderCancelled = defineEvent('order.cancelled', OrderSummary);
