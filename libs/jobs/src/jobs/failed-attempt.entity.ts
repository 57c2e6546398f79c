import { Identifier, Instant, Integer, OneOf, OrganizationRow, Text } from '@keelson/kernel';
import { Entity, Index } from 'typeorm';

/** How an attempt ended that did not succeed. */
export const attemptOutcomes = ['failed', 'timed-out', 'lost', 'invalid', 'cancelled'] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** One attempt at a job that did not succeed. */
@Entity('job_attempts')
@Index(['jobId', 'number'])
@Index(['organizationId', 'id'])
export class FailedAttempt extends OrganizationRow {
  @Identifier({ description: 'Id of the job.' })
  jobId!: string;

  @Integer({ min: 1, description: 'Number of the attempt.' })
  number!: number;

  @OneOf(attemptOutcomes, {
    description:
      '`failed`: the handler threw an error. `timed-out`: the attempt exceeded its time limit. `lost`: its worker or its queue entry was lost. `invalid`: the payload or result is invalid. `cancelled`: the job was cancelled.',
  })
  outcome!: AttemptOutcome;

  @Text({
    max: 1000,
    description: 'The error, with everything that looks like a credential or an address redacted.',
  })
  error!: string;

  @Instant({ description: 'When the attempt started.' })
  startedAt!: Date;

  @Instant({ description: 'When the attempt ended.' })
  endedAt!: Date;
}
