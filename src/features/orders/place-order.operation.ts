import { Injectable } from '@nestjs/common';
import { Stock } from '../catalog/index.js';
import type { Order } from './order.entity.js';

/** Reserves the stock of all lines, or of none, and fixes the prices. */
@Injectable()
export class PlaceOrder {
  constructor(private readonly stock: Stock) {}

  /** @throws DomainError `catalog.out_of_stock`, `catalog.not_for_sale`, `orders.mixed_currencies` */
  async run(order: Order): Promise<Order> {
    order.price(await this.stock.reserve(order.quantities()));
    return order;
  }
}
