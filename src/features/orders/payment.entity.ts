import { Amount, Currency, Identifier, OneOf, OrganizationRow, Ref, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';
import { Order } from './order.entity.js';

/** Money that came in for an order. */
@Entity('payments')
export class Payment extends OrganizationRow {
  @Ref(() => Order, { description: 'The order that was paid.' })
  orderId!: string;

  @Amount({ example: 698, description: 'What was paid, in minor units; the order’s total.' })
  amount!: number;

  @Currency({ description: 'ISO 4217 code of the amount; the order’s.' })
  currency!: string;

  @OneOf(['card', 'transfer', 'cash', 'other'], { description: 'How it was paid.' })
  method!: string;

  @Text({
    max: 128,
    unique: 'exact',
    example: 'bank-2026-000417',
    description: 'The payment’s number at the bank or provider; unique in the organization.',
  })
  externalReference!: string;

  @Identifier({ description: 'The user who recorded it.' })
  recordedBy!: string;
}
