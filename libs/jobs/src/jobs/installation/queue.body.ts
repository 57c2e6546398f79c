import { Flag, Identifier, Instant, Integer, largestPage, ListOf, OneOf, Text } from '@keelson/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { jobStates } from '../job.entity.js';

/** Jobs of one queue and state that are counted. */
export const mostCounted = 1_000;

const count = (description: string) => Integer({ max: mostCounted, description });

/** Whether a queue's jobs are handed to workers. */
export class QueuePause {
  @Text({ max: 100, description: 'Name of the job type or subscriber.', example: 'orders.export' })
  name!: string;

  @Flag({ description: 'Whether the queue is paused.' })
  paused!: boolean;
}

/** A queue, over all organizations. Numbers stop at 1,000. */
export class QueueReport extends QueuePause {
  @OneOf(['job', 'delivery'], {
    description: 'What the queue contains: jobs, or deliveries of events to a subscriber.',
  })
  kind!: string;

  @count('Number of jobs that are ready to run.')
  waiting!: number;

  @count('Number of jobs that are scheduled for later or waiting for a retry.')
  delayed!: number;

  @count('Number of deliveries that are waiting for an earlier delivery for the same row.')
  held!: number;

  @count('Number of running jobs.')
  active!: number;

  @count('Number of dead jobs, which are not retried automatically; for a subscriber, its parked deliveries.')
  dead!: number;

  @Instant({
    optional: true,
    description: 'When the oldest waiting job started waiting; null if no job is waiting.',
  })
  waitingSince!: Date | null;
}

export class QueueList {
  @ListOf(() => QueueReport, { max: 1_000 })
  data!: QueueReport[];
}

/** A job as operators see it: nothing of what it holds, of who caused it, or of what an error said. */
export class InstallationJob {
  @Identifier()
  id!: string;

  @Identifier({
    description: 'Id of the organization; the nil UUID for jobs that belong to the installation itself.',
  })
  organizationId!: string;

  @Text({ max: 100, description: 'Name of the job type or subscriber.', example: 'orders.export' })
  queue!: string;

  @OneOf(['job', 'delivery'])
  kind!: string;

  @OneOf(jobStates)
  state!: string;

  @Integer({ max: 9 })
  priority!: number;

  @Integer({ description: 'Attempts so far.' })
  attempt!: number;

  @Integer({ min: 1, description: 'Maximum number of attempts.' })
  maxAttempts!: number;

  @Flag({ description: 'Whether the worker has been asked to stop the job.' })
  cancelRequested!: boolean;

  @Text({ max: 100, optional: true, description: 'Code of the last error.', example: 'job_failed' })
  problemCode!: string | null;

  @Text({
    max: 64,
    description: 'Id of the request (`X-Request-Id`) that caused the job.',
    example: '0198f2a4',
  })
  requestId!: string;

  @Identifier({ optional: true, description: 'Id of the delivered event.' })
  eventId!: string | null;

  @Instant()
  createdAt!: Date;

  @Instant({ optional: true, description: 'Earliest time at which the job may start.' })
  runAt!: Date | null;

  @Instant({ optional: true, description: 'When the current or last attempt started.' })
  admittedAt!: Date | null;
}

/** Where the next page begins. */
export class QueuePlace {
  @Text({
    max: 200,
    optional: true,
    description: 'Pass this value as `cursor` to get the next page; null on the last page.',
  })
  next!: string | null;

  @Integer({ min: 1, max: largestPage, example: 50 })
  limit!: number;
}

export class QueueJobList {
  @ApiProperty({
    type: () => InstallationJob,
    isArray: true,
    maxItems: largestPage,
    description: 'The jobs.',
  })
  data!: InstallationJob[];

  @ApiProperty({ type: () => QueuePlace, description: 'Where the next page starts.' })
  page!: QueuePlace;
}
