import { Identifier, Instant, Integer, Json, OrganizationRow, Text } from '@keelson/kernel';
import { Entity, Index } from 'typeorm';

/** An event that committed with its row. It is relayed to its subscribers, then gets its place in the log. */
@Entity('outbox_events')
@Index(['slot', 'aggregateId', 'sequence'])
@Index(['organizationId', 'position'], { unique: true })
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

  /** Who has to see to it next: a relay (see `slots.ts`), then the sequencer, then nobody (null). */
  @Integer({ optional: true })
  slot!: number | null;

  /** In its organization's log, from 1 and without gaps; null until the sequencer has seen it. */
  @Integer({ min: 1, max: Number.MAX_SAFE_INTEGER, optional: true })
  position!: number | null;

  @Instant({ optional: true })
  relayedAt!: Date | null;
}
