import { Identifier, Instant, Integer, Json, OrganizationRow, Text } from '@keelson/kernel';
import { Entity, Index } from 'typeorm';

/** An event that committed with its row and waits to be relayed. */
@Entity('outbox_events')
@Index(['relayedAt', 'createdAt', 'id'])
export class OutboxEvent extends OrganizationRow {
  @Text({ max: 100 })
  aggregateType!: string;

  @Identifier()
  aggregateId!: string;

  /** The version of the row that the event made: orders the events of one aggregate. */
  @Integer({ min: 1 })
  sequence!: number;

  @Text({ max: 100 })
  type!: string;

  @Integer({ min: 1 })
  eventVersion!: number;

  @Json()
  payload!: Record<string, unknown>;

  @Identifier({ optional: true })
  callerId!: string | null;

  @Text({ max: 64 })
  requestId!: string;

  @Instant({ optional: true })
  relayedAt!: Date | null;
}
