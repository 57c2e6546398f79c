import { Fails, notFound, Public, unauthenticated } from '@keelson/kernel';
import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Unlimited } from '@keelson/rest/ports';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { MetricsSettings } from './metrics.settings.js';
import { Metrics } from '@keelson/runtime/ports';
import { admitScraper } from './scraper-access.js';

/** For Prometheus and what speaks its format. */
@ApiTags('health')
@Controller('metrics')
@Unlimited('A scraper calls often, and its token cannot be guessed.')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly settings: MetricsSettings,
    private readonly runtime: RuntimeSettings,
  ) {}

  /** @throws DomainError `unauthenticated`, `not_found` */
  @Get()
  @Public('A scraper has no account: it sends METRICS_TOKEN.')
  @Fails(unauthenticated, notFound)
  @Header('content-type', Metrics.contentType)
  @ApiOperation({
    operationId: 'read-metrics',
    summary: 'Get metrics',
    description:
      'Returns the metrics of the process in the Prometheus text format. If METRICS_TOKEN is set, send it as a bearer token. If it is not set, only a scraper on the same machine can read the metrics, and only outside production; all other requests get 404.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({
    description: 'The metrics.',
    schema: { type: 'string', example: 'keelson_queue_up 1' },
  })
  read(@Req() request: FastifyRequest): Promise<string> {
    admitScraper(request, {
      token: this.settings.token,
      openToThisMachine: !this.runtime.isProduction,
    });
    return this.metrics.text();
  }
}
