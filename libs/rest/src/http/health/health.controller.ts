import { Fails, Public, unavailable } from '@keelson/kernel';
import { Controller, Get } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Unlimited } from '../limits/unlimited.js';
import { mostChecks, ReadinessChecks } from '@keelson/sql/ports';

const state = { type: 'string', enum: ['up', 'down'] };

interface Readiness {
  readonly status: 'ready';
  readonly checks: Readonly<Record<string, 'up' | 'down'>>;
  readonly degraded: readonly string[];
}

/** For orchestrators and load balancers (Kubernetes' probes). */
@ApiTags('health')
@Controller('health')
@Unlimited('Probes are frequent and come from few addresses.')
export class HealthController {
  constructor(
    private readonly checks: ReadinessChecks,
    private readonly host: HttpAdapterHost,
  ) {}

  @Get('live')
  @Public('An orchestrator has no account.')
  @ApiOperation({
    operationId: 'is-alive',
    summary: 'Check liveness',
    description:
      'Returns 200 as long as the process can respond at all. If there is no response, restart the process.',
  })
  @ApiOkResponse({
    description: 'The process is alive.',
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
    summary: 'Check readiness',
    description:
      'Checks what the process needs for its role, such as a writable database. While this process is not ready, send requests to another process.',
  })
  @ApiOkResponse({
    description: 'The process is ready.',
    schema: {
      type: 'object',
      required: ['status', 'checks', 'degraded'],
      additionalProperties: false,
      properties: {
        status: { type: 'string', enum: ['ready'] },
        checks: {
          type: 'object',
          description: 'State of each component that the process uses, by name.',
          maxProperties: mostChecks,
          additionalProperties: state,
        },
        degraded: {
          type: 'array',
          description: 'Components that are down but not required for the process to be ready.',
          maxItems: mostChecks,
          items: { type: 'string' },
        },
      },
    },
  })
  async ready(): Promise<Readiness> {
    const report = [...(await this.checks.report())];
    const missing = report
      .filter(([, { isUp, isNeeded }]) => !isUp && isNeeded)
      .map(([name, { failure }]) => (failure ? `${name} (${failure})` : name));
    if ((this.host.httpAdapter as { isDraining?: boolean }).isDraining)
      missing.unshift('this process is shutting down');
    if (missing.length > 0) throw unavailable({ detail: `Not ready: ${missing.join(', ')}.`, retryAfter: 2 });
    return {
      status: 'ready',
      checks: Object.fromEntries(report.map(([name, { isUp }]) => [name, isUp ? 'up' : 'down'])),
      degraded: report.filter(([, { isUp }]) => !isUp).map(([name]) => name),
    };
  }
}
