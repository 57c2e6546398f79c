import { Identifier, Instant, Integer, Json, Text } from '@keelson/kernel';
import { ApiProperty } from '@nestjs/swagger';

/** The row that an event is about. */
export class LoggedAggregate {
  @Text({ max: 100, example: 'order', description: 'What kind of row it is.' })
  type!: string;

  @Identifier({ description: 'The row.' })
  id!: string;
}

/** An event of the log as its readers meet it. */
export class LoggedEvent {
  @Integer({
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    example: 118,
    description: "In the organization's log: 1, 2, 3 and so on. Remember the last page.next, not this.",
  })
  position!: number;

  @Identifier({ description: 'The same at every delivery, whichever way it takes.' })
  id!: string;

  @Text({ max: 100, example: 'order.placed', description: 'The aggregate and what happened to it.' })
  type!: string;

  @Integer({ min: 1, example: 1, description: 'Goes up when the payload changes its meaning.' })
  version!: number;

  @ApiProperty({ type: () => LoggedAggregate, description: 'The row that the event is about.' })
  aggregate!: LoggedAggregate;

  @Integer({ min: 1, example: 2, description: 'Orders the events of one aggregate; the version of its row.' })
  sequence!: number;

  @Json({ description: 'What happened, as far as the views of the API show it.' })
  payload!: Record<string, unknown>;

  @Instant({ description: 'When it happened.' })
  occurredAt!: Date;

  @Identifier({ optional: true, description: 'The user who caused it; null for the system itself.' })
  causedBy!: string | null;

  @Text({ max: 64, example: '0198f2a4', description: 'The request (X-Request-Id) or job that caused it.' })
  requestId!: string;
}

/** Where a reader stands. */
export class EventLogPlace {
  @Integer({
    max: Number.MAX_SAFE_INTEGER,
    example: 118,
    description: 'Pass it back as after, also when data is empty: it passes by what you may not see.',
  })
  next!: number;

  @Integer({ min: 1, max: 200, example: 50, description: 'Most events of the page.' })
  limit!: number;
}

/** A page of the log. */
export class EventLogPage {
  @ApiProperty({ type: () => LoggedEvent, isArray: true, maxItems: 200, description: 'Oldest first.' })
  data!: LoggedEvent[];

  @ApiProperty({ type: () => EventLogPlace, description: 'Where to go on.' })
  page!: EventLogPlace;
}
