import { atMostOne, follows, frozen, holds, touches } from '@keelson/platform';
import { Product } from '../catalog/index.js';
import { Order } from './order.entity.js';
import { Payment } from './payment.entity.js';

/** What is true of orders and payments, whatever is done with them. */
export const orderInvariants = [
  holds(
    'the total is the sum of the lines',
    Order,
    ({ lines, total }) => total === lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0),
  ),
  frozen(Order, ['lines', 'total', 'currency'], ['placed', 'paid', 'fulfilled', 'cancelled']),
  atMostOne(Payment, ['orderId']),
  follows(Payment, 'amount', 'orderId', Order, 'total'),
  follows(Payment, 'currency', 'orderId', Order, 'currency'),
  // A buyer may order what they can't see any more, and gives it back.
  touches('orders:place', Product, ['stock']),
  touches('orders:cancel', Product, ['stock']),
];
