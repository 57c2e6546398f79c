import { Integer, largestPage, usualPage } from '@keelson/kernel';

/** What a reader of the log asks for. */
export class EventLogQuery {
  /** In seconds. */
  @Integer({
    max: 30,
    fallback: 0,
    description:
      'Seconds to wait if there are no new events. The response is sent as soon as an event occurs.',
  })
  wait!: number;

  @Integer({
    min: 1,
    max: largestPage,
    fallback: usualPage,
    description: 'Maximum number of events on the page.',
  })
  limit!: number;

  /** The last position that the reader has seen. */
  @Integer({
    max: Number.MAX_SAFE_INTEGER,
    fallback: 0,
    description: '`page.next` from the previous page; 0 starts with the oldest event in the log.',
  })
  after!: number;
}
