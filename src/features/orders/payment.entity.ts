import { Amount, Currency, Identifier, OneOf, OrganizationRow, Ref, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';
import { Order } from './order.entity.js';

/** Money that came in for an order. */
@Entity('payments')
export class Payment extends OrganizationRow {
  @Ref(() => Order, { description: 'Id of the order.' })
  orderId!: string;

  @Amount({ example: 698, description: "Amount paid, in minor units; always the same as the order's total." })
  amount!: number;

  @Currency({ description: "ISO 4217 currency code; always the same as the order's." })
  currency!: string;

  @OneOf(['card', 'transfer', 'cash', 'other'], { description: 'Payment method.' })
  method!: string;

  @Text({
    max: 128,
    unique: 'exact',
    example: 'bank-2026-000417',
    description: "The bank's or payment provider's reference for the payment; unique in the organization.",
  })
  externalReference!: string;

  @Identifier({ description: 'Id of the user who recorded the payment.' })
  recordedBy!: string;
}
