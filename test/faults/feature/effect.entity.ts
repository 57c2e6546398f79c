import { Identifier, Integer, OrganizationRow, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

/** What a subscriber or a job has done. Nothing in this table is unique, so that what was done twice stands there twice. */
@Entity('ledger_effects')
export class Effect extends OrganizationRow {
  /** The subscriber or the job. */
  @Text({ max: 100 })
  doneBy!: string;

  /** The id of the event; of a job, the token that its request bore. */
  @Text({ max: 64 })
  cause!: string;

  /** The row that the event is about; of a job, its id. */
  @Identifier()
  about!: string;

  /** Of the event within its row; of a job, its step. */
  @Integer()
  sequence!: number;

  /** The greatest sequence that stood here for the same row just before; 0 for none. Shows the order of handling. */
  @Integer()
  previous!: number;
}
