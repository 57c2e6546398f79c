import { Identifier, Instant, Integer, OneOf, OrganizationRow, Text } from '@keelson/kernel';
import { Entity, Index } from 'typeorm';

/** How an attempt ended that did not succeed. */
export const attemptOutcomes = ['failed', 'timed-out', 'lost', 'invalid', 'cancelled'] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** One attempt at a job that did not succeed. */
@Entity('job_attempts')
@Index(['jobId', 'number'])
export class FailedAttempt extends OrganizationRow {
  @Identifier({ description: 'The job.' })
  jobId!: string;

  @Integer({ min: 1, description: 'Which attempt it was.' })
  number!: number;

  @OneOf(attemptOutcomes, {
    description:
      'failed: the handler threw; timed-out; lost: its worker or its place in the queue was; invalid: the payload or the result does not fit; cancelled.',
  })
  outcome!: AttemptOutcome;

  @Text({ max: 1000, description: 'What went wrong, without what looks like a credential or an address.' })
  error!: string;

  @Instant({ description: 'When it was handed to a worker.' })
  startedAt!: Date;

  @Instant({ description: 'When it ended.' })
  endedAt!: Date;
}
