import type { Violation } from '../errors/domain-error.js';

/** What a face calls the parts of a call, for the messages to its clients. */
export interface CallWords {
  /** `body` */
  readonly input: string;
  /** `query` */
  readonly parameters: string;
  /** `id in the path` */
  readonly id: string;
  /** Where the idempotency key stands. */
  readonly key: Pick<Violation, 'parameter' | 'header'>;
}
