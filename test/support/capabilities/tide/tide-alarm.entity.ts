import { Integer, OrganizationRow, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

/** The level from which an organization wants to know of the water at a gauge. */
@Entity('tide_alarms')
export class TideAlarm extends OrganizationRow {
  @Text({ max: 40, example: 'harbor' })
  gauge!: string;

  @Integer({ min: -2_000, max: 2_000, example: 350, description: 'Centimeters above chart datum.' })
  aboveCm!: number;
}
