import { Fails, Public, unavailable } from '@keelson/kernel';
import { Controller, Get } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Unlimited } from '../limits/unlimited.js';
import { ReadinessChecks } from './readiness-checks.js';

const state = { type: 'string', enum: ['up'] };

/** For orchestrators and load balancers (Kubernetes' probes). */
@ApiTags('health')
@Controller('health')
@Unlimited('Probes come from few addresses, and often.')
export class HealthController {
  constructor(
    private readonly checks: ReadinessChecks,
    private readonly host: HttpAdapterHost,
  ) {}

  @Get('live')
  @Public('An orchestrator has no account.')
  @ApiOperation({
    operationId: 'is-alive',
    summary: 'Is the process alive',
    description: 'Answers as long as the process can answer at all. Restart the process when it does not.',
  })
  @ApiOkResponse({
    description: 'It is.',
    schema: {
      type: 'object',
      required: ['status'],
      additionalProperties: false,
      properties: { status: { type: 'string', enum: ['alive'] } },
    },
  })
  live(): { status: 'alive' } {
    return { status: 'alive' };
  }

  /** @throws DomainError `unavailable` naming what is down */
  @Get('ready')
  @Public('A load balancer has no account.')
  @Fails(unavailable)
  @ApiOperation({
    operationId: 'is-ready',
    summary: 'Can the process serve',
    description:
      'Checks what the process needs, such as its database. Send requests elsewhere while it is not ready.',
  })
  @ApiOkResponse({
    description: 'It can.',
    schema: {
      type: 'object',
      required: ['status', 'checks'],
      additionalProperties: false,
      properties: {
        status: { type: 'string', enum: ['ready'] },
        checks: {
          type: 'object',
          description: 'Each thing that the process needs, by name.',
          maxProperties: 20,
          additionalProperties: state,
        },
      },
    },
  })
  async ready(): Promise<{ status: 'ready'; checks: Record<string, string> }> {
    const checks = await this.checks.report();
    const down = [...checks].filter(([, one]) => one === 'down').map(([name]) => name);
    if ((this.host.httpAdapter as { isDraining?: boolean }).isDraining)
      down.unshift('this process is stopping');
    if (down.length > 0) throw unavailable({ detail: `Not ready: ${down.join(', ')}.`, retryAfter: 2 });
    return { status: 'ready', checks: Object.fromEntries(checks) };
  }
}
