import { InjectStore, SampleData, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Stock } from '../catalog/index.js';
import { DraftOrder } from './draft-order.operation.js';
import { Order } from './order.entity.js';
import { PlaceOrder } from './place-order.operation.js';

/** A draft and a placed order for the sample products. */
@Injectable()
export class SampleOrders extends SampleData {
  constructor(
    private readonly stock: Stock,
    @InjectStore(Order) private readonly orders: Store<Order>,
    private readonly draftOrder: DraftOrder,
    private readonly placeOrder: PlaceOrder,
  ) {
    super();
  }

  override async fill(): Promise<void> {
    const [first, second] = await this.stock.forSale(2);
    if (!first || !second) return;
    const lines = [first, second].map((product) => ({ productId: product.id, quantity: 2 }));
    await this.draftOrder.create({ buyerEmail: 'grace@example.com', reference: 'PO-2026-118', lines });
    const placed = await this.draftOrder.create({ buyerEmail: 'joan@example.com', reference: null, lines });
    await this.placeOrder.run(placed);
    placed.status = 'placed';
    await this.orders.save(placed);
  }
}
