import { Identifier, Instant, Integer, Json, Text } from '@keelson/kernel';
import { ApiProperty } from '@nestjs/swagger';

/** The row that an event is about. */
export class LoggedAggregate {
  @Text({ max: 100, example: 'order', description: 'The type of the row.' })
  type!: string;

  @Identifier({ description: 'Id of the row.' })
  id!: string;
}

/** An event of the log as its readers meet it. */
export class LoggedEvent {
  @Integer({
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    example: 118,
    description:
      "Position in the organization's log: 1, 2, 3 and so on. To resume, use the last `page.next` instead of this position.",
  })
  position!: number;

  @Identifier({ description: 'Identifies the event; the same on every delivery.' })
  id!: string;

  @Text({
    max: 100,
    example: 'order.placed',
    description: 'The type of the row and what happened to it, such as `order.placed`.',
  })
  type!: string;

  @Integer({
    min: 1,
    example: 1,
    description: 'Version of the event type; increases when the meaning of the payload changes.',
  })
  version!: number;

  @ApiProperty({ type: () => LoggedAggregate, description: 'The row that the event is about.' })
  aggregate!: LoggedAggregate;

  @Integer({
    min: 1,
    example: 2,
    description: 'Version of the row after the event. Events of the same row are ordered by this version.',
  })
  sequence!: number;

  @Json({ description: "The event's data, limited to fields that the API exposes." })
  payload!: Record<string, unknown>;

  @Instant({ description: 'When the event occurred.' })
  occurredAt!: Date;

  @Identifier({
    optional: true,
    description: 'Id of the user who triggered the event; null if the system triggered it.',
  })
  causedBy!: string | null;

  @Text({
    max: 64,
    example: '0198f2a4',
    description: 'Id of the request (`X-Request-Id`) or job that triggered the event.',
  })
  requestId!: string;
}

/** Where a reader stands. */
export class EventLogPlace {
  @Integer({
    max: Number.MAX_SAFE_INTEGER,
    example: 118,
    description:
      'Pass this value as `after` in the next request, even if `data` is empty: the position also advances past events that you may not see.',
  })
  next!: number;

  @Integer({ min: 1, max: 200, example: 50, description: 'Maximum number of events on the page.' })
  limit!: number;
}

/** A page of the log. */
export class EventLogPage {
  @ApiProperty({
    type: () => LoggedEvent,
    isArray: true,
    maxItems: 200,
    description: 'The events, oldest first.',
  })
  data!: LoggedEvent[];

  @ApiProperty({ type: () => EventLogPlace, description: 'Where the next page starts.' })
  page!: EventLogPlace;
}
