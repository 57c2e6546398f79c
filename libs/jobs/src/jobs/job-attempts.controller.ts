import { Allow, Input, InjectStore, idOf, Operation, type Store } from '@keelson/kernel';
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FailedAttempt } from './failed-attempt.entity.js';
import { JobAttemptList, mostRetried, RetryDead, Retried } from './job-attempts.body.js';
import { JobInterventions } from './job-interventions.js';
import { Job } from './job.entity.js';

/** Most attempts that are shown. */
const mostAttempts = 200;

@ApiTags('jobs')
@Controller('v1/jobs')
export class JobAttemptsController {
  constructor(
    @InjectStore(Job) private readonly jobs: Store<Job>,
    @InjectStore(FailedAttempt) private readonly attempts: Store<FailedAttempt>,
    private readonly interventions: JobInterventions,
  ) {}

  @Get(':id/attempts')
  @Allow('jobs:inspect')
  @Operation('job-attempts:list', { reads: true })
  @ApiOperation({
    operationId: 'list-job-attempts',
    summary: 'List the failed attempts of a job',
    description: `Returns up to ${mostAttempts} failed attempts, oldest first.`,
  })
  @ApiOkResponse({ type: JobAttemptList, description: 'The attempts.' })
  async list(@Param('id') id: string): Promise<JobAttemptList> {
    const job = await this.jobs.get(idOf(id));
    const attempts = await this.attempts.find({ jobId: job.id }, { limit: mostAttempts });
    return {
      data: attempts.map(({ number, outcome, error, startedAt, endedAt }) => ({
        number,
        outcome,
        error,
        startedAt,
        endedAt,
      })),
    };
  }

  @Post('retry-dead')
  @HttpCode(200)
  @Allow('jobs:retry')
  @Operation('jobs:retry-dead')
  @ApiOperation({
    operationId: 'retry-dead-jobs',
    summary: 'Retry dead jobs',
    description: `Retries up to ${mostRetried} dead jobs in one queue or in all queues, oldest first. Repeat the call while \`more\` is true.`,
  })
  @ApiBody({ type: RetryDead })
  @ApiOkResponse({ type: Retried, description: 'The number of jobs that were queued again.' })
  async retryDead(@Input() { queue }: RetryDead): Promise<Retried> {
    const found = await this.jobs.find(
      { state: 'dead', ...(queue && { queue }) },
      { limit: mostRetried + 1 },
    );
    const locked = await this.jobs.lock(found.slice(0, mostRetried).map(({ id }) => id));
    // Somebody else may have been there in between.
    const dead = locked.filter(({ state }) => state === 'dead');
    for (const job of dead) {
      this.interventions.retry(job);
      await this.jobs.save(job);
    }
    return { retried: dead.length, more: found.length > mostRetried };
  }
}
