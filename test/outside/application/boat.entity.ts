import { Amount, Currency, OrganizationRow, State, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

@Entity('boats')
export class Boat extends OrganizationRow {
  @Text({ max: 100, unique: 'ignore-case', example: 'Perseverance' })
  name!: string;

  @Amount({ description: 'What a day costs, in minor units.' })
  dayRate!: number;

  @Currency()
  currency!: string;

  @State(['ashore', 'afloat'])
  status!: 'ashore' | 'afloat';

  launch(): this {
    this.name = `${this.name} (launched)`;
    return this;
  }
}
