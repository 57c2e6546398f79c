import { Injectable } from '@nestjs/common';
import { Stock } from '../catalog/index.js';
import type { Order } from './order.entity.js';

/** Gives the stock of a placed order back; a draft has none. */
@Injectable()
export class CancelOrder {
  constructor(private readonly stock: Stock) {}

  /** @throws DomainError `catalog.too_many_in_stock` */
  async run(order: Order): Promise<Order> {
    if (order.status === 'placed') await this.stock.release(order.quantities());
    return order;
  }
}
