import { Identifier, Instant, Row, Text } from '@keelson/kernel';
import { Entity, Index } from 'typeorm';

/** A client that has signed in to an account before, and bears a token that says so. */
@Entity('devices')
@Index(['userId', 'lastUsedAt'])
@Index(['expiresAt'])
export class Device extends Row {
  @Identifier()
  userId!: string;

  @Text({ max: 64, unique: 'exact', classified: 'secret' })
  tokenDigest!: string;

  /** When it signed in last, by the day. */
  @Instant()
  lastUsedAt!: Date;

  @Instant()
  expiresAt!: Date;
}
