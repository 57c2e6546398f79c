import { Row, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

/** A tenant: whoever shares data shares an organization. */
@Entity('organizations')
export class Organization extends Row {
  @Text({ max: 120, description: 'Name of the organization.', example: 'Analytical Engines Ltd' })
  name!: string;
}
