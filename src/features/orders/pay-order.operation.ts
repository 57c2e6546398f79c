import { currentCaller, InjectStore, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import type { Order } from './order.entity.js';
import type { NewPayment } from './order.inputs.js';
import { wrongAmount } from './orders.errors.js';
import { Payment } from './payment.entity.js';

/** Records what was paid; only the whole total counts as paid. */
@Injectable()
export class PayOrder {
  constructor(@InjectStore(Payment) private readonly payments: Store<Payment>) {}

  /** @throws DomainError `orders.wrong_amount`, `already_exists` when the external reference was used before */
  async run(order: Order, payment: NewPayment): Promise<Order> {
    if (payment.amount !== order.total || payment.currency !== order.currency)
      throw wrongAmount({
        detail: `The order's total is ${order.total} ${order.currency}, in minor units.`,
        errors: [
          {
            pointer: payment.currency === order.currency ? '/amount' : '/currency',
            detail: 'does not match the order',
          },
        ],
      });
    await this.payments.insert({ ...payment, orderId: order.id, recordedBy: currentCaller().userId });
    return order;
  }
}
