import { Subscriber, type EventHandler, type RecordedEvent } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Reorders } from '../catalog/index.js';
import { OrderPlaced, type OrderSummary } from './orders.events.js';

/** Has products bought again of which an order has left few; the buyer need not wait for that. */
@Subscriber('orders.reorder-stock', { to: OrderPlaced, effects: 'database' })
@Injectable()
export class ReorderStock implements EventHandler<OrderSummary> {
  constructor(private readonly reorders: Reorders) {}

  async handle({ payload }: RecordedEvent<OrderSummary>): Promise<void> {
    await this.reorders.ofLow(payload.lines.map(({ productId }) => productId));
  }
}
