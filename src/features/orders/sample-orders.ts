import { currentCaller, InjectStore, sampleId, SampleData, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Product, Stock } from '../catalog/index.js';
import { Order, priced, quantitiesOf } from './order.entity.js';

/** A draft and a placed order for the sample products. */
@Injectable()
export class SampleOrders extends SampleData {
  constructor(
    @InjectStore(Order) private readonly orders: Store<Order>,
    private readonly stock: Stock,
  ) {
    super();
  }

  override async fill(): Promise<void> {
    const lines = [{ productId: sampleId(Product.name), quantity: 2 }];
    const offers = await this.stock.offers(lines.map((line) => line.productId));
    const createdBy = currentCaller().userId;
    await this.orders.insert({
      id: sampleId(Order.name),
      buyerEmail: 'grace@example.com',
      reference: 'PO-2026-118',
      createdBy,
      ...priced(lines, offers),
    });
    const reserved = await this.stock.reserve(quantitiesOf(lines));
    await this.orders.insert({
      buyerEmail: 'joan@example.com',
      createdBy,
      status: 'placed',
      ...priced(lines, reserved),
    });
  }
}
