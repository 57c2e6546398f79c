import { AllowOperator, Fails, idOf, notFound, Operation, wrongState } from '@keelson/kernel';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatedJobs } from './operated-jobs.js';
import { InstallationJob } from './queue.body.js';
import { reportedJob } from './queue-jobs.js';

@ApiTags('installation')
@Controller('v1/installation/jobs')
export class InstallationJobsController {
  constructor(private readonly jobs: OperatedJobs) {}

  @Post(':id/retry')
  @HttpCode(200)
  @AllowOperator('installation-jobs:retry')
  @Operation('installation-jobs:retry')
  @Fails(notFound, wrongState)
  @ApiOperation({
    operationId: 'retry-installation-job',
    summary: 'Retry a dead job in any organization',
    description:
      "The job gets the same number of attempts as a new job. The retry appears in the audit log of the job's organization.",
  })
  @ApiOkResponse({ type: InstallationJob, description: 'The job is queued again.' })
  async retry(@Param('id') id: string): Promise<InstallationJob> {
    return reportedJob(await this.jobs.retry(idOf(id)));
  }

  @Post(':id/skip')
  @HttpCode(200)
  @AllowOperator('installation-jobs:skip')
  @Operation('installation-jobs:skip')
  @Fails(notFound, wrongState)
  @ApiOperation({
    operationId: 'skip-installation-job',
    summary: 'Skip a dead job in any organization',
    description: 'If the job delivers an event, later deliveries for the same row continue.',
  })
  @ApiOkResponse({ type: InstallationJob, description: 'The job is skipped.' })
  async skip(@Param('id') id: string): Promise<InstallationJob> {
    return reportedJob(await this.jobs.skip(idOf(id)));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @AllowOperator('installation-jobs:cancel')
  @Operation('installation-jobs:cancel')
  @Fails(notFound, wrongState)
  @ApiOperation({
    operationId: 'cancel-installation-job',
    summary: 'Cancel a job in any organization',
    description:
      'A waiting job is cancelled immediately; the worker of a running job is notified within a second.',
  })
  @ApiOkResponse({
    type: InstallationJob,
    description: 'The job is cancelled, or its worker is being notified.',
  })
  async cancel(@Param('id') id: string): Promise<InstallationJob> {
    return reportedJob(await this.jobs.cancel(idOf(id)));
  }
}
