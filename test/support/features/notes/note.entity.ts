import { OrganizationRow, State, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

@Entity('notes')
export class Note extends OrganizationRow {
  @Text({ max: 60, example: 'Tide at six' })
  text!: string;

  @State(['open', 'kept'])
  status!: string;
}
