import { Flag, Instant, Integer, ListOf, OneOf, Text } from '@keelson/kernel';
import { attemptOutcomes } from './failed-attempt.entity.js';

/** Jobs that one request tries again; each is audited by itself. */
export const mostRetried = 100;

/** An attempt that did not succeed, as administrators see it. */
export class AttemptReport {
  @Integer({ min: 1, description: 'Number of the attempt.' })
  number!: number;

  @OneOf(attemptOutcomes, { description: 'How the attempt ended.' })
  outcome!: string;

  @Text({ max: 1000, description: 'The error.', example: 'Error: the other side hung up' })
  error!: string;

  @Instant({ description: 'When the attempt started.' })
  startedAt!: Date;

  @Instant({ description: 'When the attempt ended.' })
  endedAt!: Date;
}

export class JobAttemptList {
  @ListOf(() => AttemptReport, { max: 200 })
  data!: AttemptReport[];
}

export class RetryDead {
  @Text({
    max: 100,
    optional: true,
    description: 'Name of the queue; omit it to retry the dead jobs in all queues.',
    example: 'orders.export',
  })
  queue?: string | null;
}

export class Retried {
  @Integer({ max: mostRetried, description: 'Number of jobs that were queued again.' })
  retried!: number;

  /** Whether there are more dead jobs. */
  @Flag({ description: 'Whether there are more dead jobs to retry.' })
  more!: boolean;
}
