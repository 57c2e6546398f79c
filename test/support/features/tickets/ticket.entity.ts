import { Instant, OrganizationRow, State, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

@Entity('tickets')
export class Ticket extends OrganizationRow {
  @Text({ max: 200, example: 'The pump leaks' }) subject!: string;
  @Text({ max: 2000, optional: true }) details!: string | null;
  @Instant() dueAt!: Date;
  @State(['open', 'closed']) status!: string;
}
