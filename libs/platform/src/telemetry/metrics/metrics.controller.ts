import { Fails, notFound, Public, unauthenticated } from '@keelson/kernel';
import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Unlimited } from '../../http/limits/unlimited.js';
import { PLATFORM_OPTIONS, type PlatformOptions } from '../../platform-options.js';
import { Metrics } from './metrics.js';
import { admitScraper } from './scraper-access.js';

/** For Prometheus and what speaks its format. */
@ApiTags('health')
@Controller('metrics')
@Unlimited('A scraper comes often, and shows a token that nobody guesses.')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(PLATFORM_OPTIONS) private readonly options: Pick<PlatformOptions, 'metrics'>,
  ) {}

  /** @throws DomainError `unauthenticated`, `not_found` */
  @Get()
  @Public('A scraper has no account: it shows the token of METRICS_TOKEN.')
  @Fails(unauthenticated, notFound)
  @Header('content-type', Metrics.contentType)
  @ApiOperation({
    operationId: 'read-metrics',
    summary: 'Read the metrics',
    description:
      'What the process has counted and measured, in the text format of Prometheus. With METRICS_TOKEN set, send it as a bearer token; without, the answer is 404, except to a scraper on the same machine outside of production.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({
    description: 'The metrics.',
    schema: { type: 'string', example: 'keelson_queue_up 1' },
  })
  read(@Req() request: FastifyRequest): Promise<string> {
    admitScraper(request, this.options.metrics);
    return this.metrics.text();
  }
}
