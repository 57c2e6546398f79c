import {
  Flag,
  Identifier,
  Instant,
  Integer,
  Json,
  OneOf,
  OrganizationRow,
  State,
  Text,
} from '@keelson/kernel';
import { Entity, Index } from 'typeorm';

/** Where a job stands; the first is where it begins. */
export const jobStates = [
  'waiting',
  'delayed',
  'held',
  'active',
  'done',
  'dead',
  'cancelled',
  'skipped',
] as const;
export type JobState = (typeof jobStates)[number];

/**
 * A piece of background work, from the commit that asked for it to its end. BullMQ only carries it to a worker: what this
 * row says counts. The delivery of an event to a subscriber is a job too.
 */
@Entity('jobs')
@Index(['state', 'queue', 'organizationId', 'priority', 'id'])
@Index(['organizationId', 'callerId', 'createdAt', 'id'])
@Index(['runAt'])
@Index(['line', 'lineSequence'])
@Index(['organizationId', 'queue', 'dedupeKey'], { unique: true })
export class Job extends OrganizationRow {
  @Text({
    max: 100,
    description: 'Name of the job type, or of the subscriber.',
    example: 'orders.export',
  })
  queue!: string;

  @OneOf(['job', 'delivery'], {
    description: '`job`: enqueued by an operation. `delivery`: delivers an event to a subscriber.',
  })
  kind!: string;

  @State(jobStates, {
    description:
      '`waiting`: ready to run. `delayed`: not before `runAt`. `held`: waits for an earlier delivery for the same row. `active`: running. `dead`: failed and not retried automatically; a user can retry or skip it. `done`, `cancelled` and `skipped` are final.',
  })
  state!: JobState;

  @Json()
  payload!: object;

  @Integer({ max: 9, description: 'Priority among the jobs in the organization: 0 (first) to 9 (last).' })
  priority!: number;

  /** Set only while the job is delayed, by the database's clock. */
  @Instant({
    optional: true,
    description: 'Earliest time at which the job may start; null if it may start at any time.',
  })
  runAt!: Date | null;

  /** Counts admissions; what a worker writes must bear the number of its own. */
  @Integer({ description: 'Attempts so far.' })
  attempt!: number;

  @Integer({ min: 1, description: 'Maximum number of attempts.' })
  maxAttempts!: number;

  /** Jobs of one line run one by one, by {@link lineSequence}; null once the job no longer holds the others up. */
  @Text({ max: 150, optional: true })
  line!: string | null;

  @Integer({ optional: true })
  lineSequence!: number | null;

  /** Unique in organization and queue; null once the job is over. */
  @Text({ max: 200, optional: true })
  dedupeKey!: string | null;

  /** Asked for while the job was active; its worker looks once a second. */
  @Flag({ fallback: false })
  cancelRequested!: boolean;

  @Json({ optional: true, description: 'Progress: `{ "done": 500, "total": 1200 }`.' })
  progress!: JobProgress | null;

  @Json({ optional: true })
  checkpoint!: object | null;

  @Json({ optional: true, description: 'The result that the job returned.' })
  result!: object | null;

  @Json({ optional: true, description: 'Why the last attempt failed: `{ "code", "title", "detail" }`.' })
  problem!: JobProblem | null;

  @Identifier({
    optional: true,
    description: 'Id of the user who triggered the job; null if the system triggered it.',
  })
  callerId!: string | null;

  @Identifier({
    optional: true,
    description: 'Id of the API key of the request that caused the job; null if there is none.',
  })
  keyId!: string | null;

  @Text({
    max: 64,
    description: 'Id of the request (`X-Request-Id`) that caused the job.',
    example: '0198f2a4',
  })
  requestId!: string;

  @Text({ max: 100, optional: true })
  operation!: string | null;

  @Identifier({ optional: true, description: 'Id of the delivered event.' })
  eventId!: string | null;

  @Instant({ optional: true, description: 'When the current or last attempt started.' })
  admittedAt!: Date | null;

  @Instant({ optional: true, description: 'When the job finished.' })
  finishedAt!: Date | null;

  /** Puts a dead job in turn again, for so many more attempts. */
  retry(attempts: number): void {
    this.state = 'waiting';
    this.maxAttempts = this.attempt + attempts;
    this.finishedAt = null;
    this.cancelRequested = false;
  }

  /** Ends a job that nobody has in hands; its line goes on without it. */
  end(state: 'skipped' | 'cancelled', now: Date): void {
    this.state = state;
    this.line = null;
    this.dedupeKey = null;
    this.runAt = null;
    this.finishedAt = now;
  }
}

export interface JobProgress {
  readonly done: number;
  readonly total: number | null;
}

/** What a client may know of a failure. */
export interface JobProblem {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
}
