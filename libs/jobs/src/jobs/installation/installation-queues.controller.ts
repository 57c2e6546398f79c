import { AllowOperator, Fails, notFound, Operation, Params } from '@keelson/kernel';
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { mostRetried, Retried } from '../job-attempts.body.js';
import { readJobCursor, writeJobCursor } from './job-cursor.js';
import { OperatedJobs } from './operated-jobs.js';
import { OperatedQueues } from './operated-queues.js';
import { QueueJobList, QueueList, QueuePause } from './queue.body.js';
import { QueueJobs } from './queue-jobs.js';
import { QueueJobsQuery } from './queue-jobs.query.js';

@ApiTags('installation')
@Controller('v1/installation/queues')
export class InstallationQueuesController {
  constructor(
    private readonly queues: OperatedQueues,
    private readonly queueJobs: QueueJobs,
    private readonly jobs: OperatedJobs,
  ) {}

  @Get()
  @AllowOperator('installation-queues:read')
  @Operation('installation-queues:list', { reads: true })
  @ApiOperation({
    operationId: 'list-queues',
    summary: 'List queues',
    description:
      'Returns every job type and subscriber of the application, each with its backlog across all organizations. Counts stop at 1,000, so the cost of a call does not grow with the backlog.',
  })
  @ApiOkResponse({ type: QueueList, description: 'The queues, by name.' })
  async list(): Promise<QueueList> {
    return { data: await this.queues.list() };
  }

  @Post(':name/pause')
  @HttpCode(200)
  @AllowOperator('installation-queues:pause')
  @Operation('installation-queues:pause')
  @Fails(notFound)
  @ApiOperation({
    operationId: 'pause-queue',
    summary: 'Pause a queue',
    description:
      'Stops all processes from starting jobs from this queue until an operator resumes the queue; running jobs continue. Pausing a paused queue has no effect.',
  })
  @ApiOkResponse({ type: QueuePause, description: 'The queue is paused.' })
  pause(@Param('name') name: string): Promise<QueuePause> {
    return this.queues.setPaused(name, true);
  }

  @Post(':name/resume')
  @HttpCode(200)
  @AllowOperator('installation-queues:resume')
  @Operation('installation-queues:resume')
  @Fails(notFound)
  @ApiOperation({
    operationId: 'resume-queue',
    summary: 'Resume a queue',
    description: "Workers start the queue's jobs again, in order of priority and age.",
  })
  @ApiOkResponse({ type: QueuePause, description: 'The queue is resumed.' })
  resume(@Param('name') name: string): Promise<QueuePause> {
    return this.queues.setPaused(name, false);
  }

  @Get(':name/jobs')
  @AllowOperator('installation-jobs:read')
  @Operation('installation-jobs:list', { reads: true })
  @Fails(notFound)
  @ApiOperation({
    operationId: 'list-queue-jobs',
    summary: 'List the jobs in a queue',
    description:
      'Returns the jobs of all organizations, ordered by organization, priority and age. By default, returns only dead jobs; for a subscriber, these are its parked deliveries. Payloads, users and error messages are visible only to the organization that owns the job.',
  })
  @ApiOkResponse({ type: QueueJobList, description: 'A page of jobs.' })
  async listJobs(
    @Param('name') name: string,
    @Params() { state, limit, cursor }: QueueJobsQuery,
  ): Promise<QueueJobList> {
    this.queues.refuseUnknown(name);
    const found = await this.queueJobs.after(name, state, cursor === null ? null : readJobCursor(cursor));
    const data = found.slice(0, limit);
    const last = data.at(-1);
    const next = last && found.length > limit ? writeJobCursor(last) : null;
    return { data, page: { next, limit } };
  }

  @Post(':name/retry-dead')
  @HttpCode(200)
  @AllowOperator('installation-jobs:retry')
  @Operation('installation-jobs:retry-dead')
  @Fails(notFound)
  @ApiOperation({
    operationId: 'retry-dead-jobs-of-queue',
    summary: 'Retry the dead jobs in a queue',
    description: `Retries up to ${mostRetried} dead jobs of all organizations. Repeat the call while \`more\` is true.`,
  })
  @ApiOkResponse({ type: Retried, description: 'The number of jobs that were queued again.' })
  retryDead(@Param('name') name: string): Promise<Retried> {
    this.queues.refuseUnknown(name);
    return this.jobs.retryDead(name, mostRetried);
  }
}
