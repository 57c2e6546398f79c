import { AllowOperator, Fails, notFound, Operation, validationFailed, wrongState } from '@keelson/kernel';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUuid } from '../../persistence/filter-value.js';
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
    summary: 'Try a dead job of any organization again',
    description: 'Tries it as often as a new one. Its organization finds it in its audit log.',
  })
  @ApiOkResponse({ type: InstallationJob, description: 'The job is in turn again.' })
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
    summary: 'Give a dead job of any organization up',
    description: 'When it is the delivery of an event, the later ones of its row go on.',
  })
  @ApiOkResponse({ type: InstallationJob, description: 'The job is given up.' })
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
    summary: 'Cancel a job of any organization',
    description: 'At once when it waits; when it runs, its worker is told within a second.',
  })
  @ApiOkResponse({ type: InstallationJob, description: 'The job is cancelled, or its worker is told.' })
  async cancel(@Param('id') id: string): Promise<InstallationJob> {
    return reportedJob(await this.jobs.cancel(idOf(id)));
  }
}

function idOf(text: string): string {
  if (!isUuid(text))
    throw validationFailed({
      detail: 'The id in the path is not a UUID.',
      errors: [{ parameter: 'id', detail: 'must be a UUID' }],
    });
  return text.toLowerCase();
}
