import { Amount, Currency, Identifier, OneOf, OrganizationRow, Ref, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';
import { Order } from './order.entity.js';

/** Money that came in for an order. */
@Entity('payments')
export class Payment extends OrganizationRow {
  @Ref(() => Order, { description: 'Id of the order.' })
  orderId!: string;

  @Amount({ example: 698, description: 'The paid amount in minor units; equals the total of the order.' })
  amount!: number;

  @Currency({ description: 'ISO 4217 code of the amount; equals that of the order.' })
  currency!: string;

  @OneOf(['card', 'transfer', 'cash', 'other'], { description: 'Payment method.' })
  method!: string;

  @Text({
    max: 128,
    unique: 'exact',
    example: 'bank-2026-000417',
    description: 'Reference of the payment at the bank or provider; unique in the organization.',
  })
  externalReference!: string;

  @Identifier({ description: 'Id of the user who recorded the payment.' })
  recordedBy!: string;
}
