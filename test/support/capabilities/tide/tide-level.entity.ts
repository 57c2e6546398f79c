import { Integer, Row, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

/** The water at a gauge, as it was read. */
@Entity('tide_levels')
export class TideLevel extends Row {
  @Text({ max: 40, example: 'harbor' })
  gauge!: string;

  @Integer({ min: -2_000, max: 2_000, example: 142, description: 'Centimeters above chart datum.' })
  levelCm!: number;
}
