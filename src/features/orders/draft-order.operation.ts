import { currentCaller, InjectStore, isNamed, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Stock } from '../catalog/index.js';
import type { NewOrder, OrderChanges } from './order.inputs.js';
import { Order, priced } from './order.entity.js';

/** Writes drafts, at the prices of the day. */
@Injectable()
export class DraftOrder {
  constructor(
    @InjectStore(Order) private readonly orders: Store<Order>,
    private readonly stock: Stock,
  ) {}

  /** @throws DomainError `catalog.not_for_sale`, `orders.mixed_currencies`, `orders.total_too_large` */
  async create({ buyerEmail, reference, lines }: NewOrder): Promise<Order> {
    const offers = await this.stock.offers(lines.map((line) => line.productId));
    return this.orders.insert({
      buyerEmail,
      reference,
      createdBy: currentCaller().userId,
      ...priced(lines, offers),
    });
  }

  /** New lines have the prices of the day; those that stay keep theirs. @throws DomainError as {@link create} */
  async change(order: Order, changes: OrderChanges): Promise<Order> {
    const { buyerEmail, reference, lines } = changes;
    Object.assign(order, { buyerEmail, reference });
    if (!isNamed(changes, 'lines')) return order;
    const offers = await this.stock.offers(lines.map((line) => line.productId));
    return Object.assign(order, priced(lines, offers));
  }
}
