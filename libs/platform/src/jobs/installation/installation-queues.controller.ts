import { AllowOperator, Fails, largestPage, notFound, Operation, usualPage } from '@keelson/kernel';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { mostRetried, Retried } from '../job-attempts.body.js';
import { countedStates } from '../queue-counts.js';
import { writeJobCursor } from './job-cursor.js';
import { OperatedJobs } from './operated-jobs.js';
import { OperatedQueues } from './operated-queues.js';
import { QueueJobList, QueueList, QueuePause } from './queue.body.js';
import { QueueJobs } from './queue-jobs.js';
import { readQueueJobsRequest } from './queue-jobs-request.js';

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
  @ApiOperation({
    operationId: 'list-queues',
    summary: 'See the queues',
    description:
      'Every job and subscriber of the application with what waits, over all organizations. Numbers stop at 1,000, so that asking costs the same however much waits.',
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
      'Its jobs wait in all processes until somebody resumes it; what a worker has begun goes on. A queue that is paused stays so.',
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
    description: 'Its jobs go on, by priority and age.',
  })
  @ApiOkResponse({ type: QueuePause, description: 'The queue goes on.' })
  resume(@Param('name') name: string): Promise<QueuePause> {
    return this.queues.setPaused(name, false);
  }

  @Get(':name/jobs')
  @AllowOperator('installation-jobs:read')
  @Fails(notFound)
  @ApiOperation({
    operationId: 'list-queue-jobs',
    summary: 'See the jobs of a queue',
    description:
      'Jobs of all organizations, the dead ones unless another state is asked for; of a subscriber, those are its parked deliveries. By organization, then priority, then age. What they hold, who caused them and what an error said is for their organization alone.',
  })
  @ApiQuery({
    name: 'state',
    required: false,
    description: 'Where they stand.',
    schema: { type: 'string', enum: [...countedStates], default: 'dead' },
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    description: 'Most jobs of the page.',
    schema: { type: 'integer', minimum: 1, maximum: largestPage, default: usualPage },
  })
  @ApiQuery({
    name: 'cursor',
    required: false,
    description: 'page.next of the page before.',
    schema: { type: 'string', maxLength: 200 },
  })
  @ApiOkResponse({ type: QueueJobList, description: 'A page of jobs.' })
  async listJobs(
    @Param('name') name: string,
    @Query('state') state?: string,
    @Query('limit') limit?: string,
    @Query('cursor') cursor?: string,
  ): Promise<QueueJobList> {
    const request = readQueueJobsRequest(state, limit, cursor);
    this.queues.refuseUnknown(name);
    const found = await this.queueJobs.after(name, request.state, request.position);
    const data = found.slice(0, request.limit);
    const last = data.at(-1);
    const next = last && found.length > request.limit ? writeJobCursor(last) : null;
    return { data, page: { next, limit: request.limit } };
  }

  @Post(':name/retry-dead')
  @HttpCode(200)
  @AllowOperator('installation-jobs:retry')
  @Operation('installation-jobs:retry-dead')
  @Fails(notFound)
  @ApiOperation({
    operationId: 'retry-dead-jobs-of-queue',
    summary: 'Try the dead jobs of a queue again',
    description: `Tries dead jobs of all organizations again, ${mostRetried} at most; repeat it while it answers \`more\`.`,
  })
  @ApiOkResponse({ type: Retried, description: 'How many are in turn again.' })
  retryDead(@Param('name') name: string): Promise<Retried> {
    this.queues.refuseUnknown(name);
    return this.jobs.retryDead(name, mostRetried);
  }
}
