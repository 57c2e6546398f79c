import { Integer, OrganizationRow, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

/** Something that only counts up, so that a write that is lost or done twice shows in its value. */
@Entity('ledger_counters')
export class Counter extends OrganizationRow {
  @Text({ max: 64, example: 'counter-1' })
  label!: string;

  @Integer()
  value!: number;
}
