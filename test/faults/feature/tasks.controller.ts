import { AcceptedJob, Allow, Input, Jobs, OneOf, Operation, Text, type EnqueuedJob } from '@keelson/kernel';
import { Controller, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { taskJobs } from './tasks.jobs.js';

export class NewTask {
  @OneOf(Object.keys(taskJobs))
  kind!: keyof typeof taskJobs;

  @Text({ max: 64, example: 'task-1' })
  token!: string;
}

@ApiTags('ledger')
@Controller('v1/ledger-tasks')
export class TasksController {
  constructor(private readonly jobs: Jobs) {}

  @Post()
  @Allow('ledger:start')
  @Operation('ledger:start', { accepts: true })
  @ApiOperation({ operationId: 'start-ledger-task', summary: 'Start a task', description: 'As a job.' })
  @ApiBody({ type: NewTask })
  start(@Input() { kind, token }: NewTask): Promise<EnqueuedJob & AcceptedJob> {
    return this.jobs.enqueue(taskJobs[kind], { token });
  }
}
