import { Identifier, Instant, Integer, OneOf, Row, Text } from '@keelson/kernel';
import { Entity, Index } from 'typeorm';
import { longestDevice } from '../origin.js';

/** That somebody signed in to an account, or was refused: refusals of one network and hour are one row. */
@Entity('sign_ins')
@Index(['userId', 'id'])
@Index(['userId', 'originDigest', 'outcome', 'hour'])
@Index(['lastAt'])
export class SignInRecord extends Row {
  @Identifier()
  userId!: string;

  @OneOf(['succeeded', 'refused'])
  outcome!: 'succeeded' | 'refused';

  /** Of network and device, for a refusal of the network alone: what is counted together. */
  @Text({ max: 64, classified: 'personal' })
  originDigest!: string;

  @Text({ max: longestDevice, optional: true, classified: 'personal' })
  device!: string | null;

  @Text({ max: 64, classified: 'personal' })
  network!: string;

  @Integer({ min: 1 })
  times!: number;

  /** Hours since 1970. */
  @Integer()
  hour!: number;

  @Instant()
  lastAt!: Date;
}
