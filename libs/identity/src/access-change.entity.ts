import { Identifier, Integer, OneOf, Row } from '@keelson/kernel';
import { Entity, Index } from 'typeorm';

/** That tokens of a session, an API key, a user or an organization are to be looked at anew. */
@Entity('access_changes')
@Index(['recordedAt'])
export class RecordedAccessChange extends Row {
  @OneOf(['session', 'key', 'user', 'organization'])
  subject!: 'session' | 'key' | 'user' | 'organization';

  @Identifier()
  subjectId!: string;

  /** By the database's clock, which all processes share: milliseconds since 1970. */
  @Integer({ max: Number.MAX_SAFE_INTEGER })
  recordedAt!: number;
}
