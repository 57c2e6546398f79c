import { OrganizationRow, State, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

@Entity('tickets')
export class Ticket extends OrganizationRow {
  @Text({ max: 200, example: 'The pump leaks' })
  subject!: string;

  @State(['open', 'closed'])
  status!: string;
}
