import { AllowOperator, Fails, notFound, Operation } from '@keelson/kernel';
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatedSchedules } from './operated-schedules.js';
import { ScheduledJob, ScheduleList, ScheduleReport } from './schedule.body.js';

@ApiTags('installation')
@Controller('v1/installation/schedules')
export class InstallationSchedulesController {
  constructor(private readonly schedules: OperatedSchedules) {}

  @Get()
  @AllowOperator('installation-schedules:read')
  @Operation('installation-schedules:list', { reads: true })
  @ApiOperation({
    operationId: 'list-schedules',
    summary: 'List schedules',
    description: 'Returns all schedules, with the times of their next and last runs.',
  })
  @ApiOkResponse({ type: ScheduleList, description: 'The schedules, by name.' })
  async list(): Promise<ScheduleList> {
    return { data: await this.schedules.list() };
  }

  @Post(':name/pause')
  @HttpCode(200)
  @AllowOperator('installation-schedules:pause')
  @Operation('installation-schedules:pause')
  @Fails(notFound)
  @ApiOperation({
    operationId: 'pause-schedule',
    summary: 'Pause a schedule',
    description:
      'The schedule does not run until an operator resumes it. Runs that become due in the meantime count as missed.',
  })
  @ApiOkResponse({ type: ScheduleReport, description: 'The schedule is paused.' })
  pause(@Param('name') name: string): Promise<ScheduleReport> {
    return this.schedules.setPaused(name, true);
  }

  @Post(':name/resume')
  @HttpCode(200)
  @AllowOperator('installation-schedules:resume')
  @Operation('installation-schedules:resume')
  @Fails(notFound)
  @ApiOperation({
    operationId: 'resume-schedule',
    summary: 'Resume a schedule',
    description:
      "Missed runs are skipped, or the job runs once for all of them, depending on the schedule's `missed` value.",
  })
  @ApiOkResponse({ type: ScheduleReport, description: 'The schedule is resumed.' })
  resume(@Param('name') name: string): Promise<ScheduleReport> {
    return this.schedules.setPaused(name, false);
  }

  @Post(':name/run')
  @HttpCode(200)
  @AllowOperator('installation-schedules:run')
  @Operation('installation-schedules:run')
  @Fails(notFound)
  @ApiOperation({
    operationId: 'run-schedule',
    summary: 'Run a schedule now',
    description:
      "Enqueues the schedule's job now, even if the schedule is paused. Future runs are not affected.",
  })
  @ApiOkResponse({ type: ScheduledJob, description: 'The job is enqueued.' })
  async run(@Param('name') name: string): Promise<ScheduledJob> {
    return { jobId: await this.schedules.runNow(name) };
  }
}
