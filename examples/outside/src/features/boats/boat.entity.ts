import { Amount, Currency, OrganizationRow, State, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

/** What an organization charters. */
@Entity('boats')
export class Boat extends OrganizationRow {
  @Text({ max: 100, unique: 'ignore-case', example: 'Perseverance', description: 'Name of the boat.' })
  name!: string;

  @Amount({ description: 'Price per day, in minor units of the currency.' })
  dayRate!: number;

  @Currency({ description: 'ISO 4217 currency code of the price.' })
  currency!: string;

  @State(['ashore', 'afloat'], { description: 'Where the boat is.' })
  status!: 'ashore' | 'afloat';
}
