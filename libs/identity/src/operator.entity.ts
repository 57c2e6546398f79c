import { Identifier, Row } from '@keelson/kernel';
import { Entity, Unique } from 'typeorm';

/** That a user is an operator of the installation, as long as the row is there. */
@Entity('operators')
@Unique(['userId'])
export class Operator extends Row {
  @Identifier()
  userId!: string;
}
