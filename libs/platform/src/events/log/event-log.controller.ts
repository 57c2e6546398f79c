import { Allow, currentContext, Fails, forbidden, largestPage, usualPage } from '@keelson/kernel';
import { Controller, Get, Header, Headers, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AccessGuard } from '../../access/access.guard.js';
import { EventLog, unknownPosition } from './event-log.js';
import { longestWaitSeconds, readEventLogRequest } from './event-log-request.js';
import { EventLogPage } from './logged-event.js';
import { tooManyReaders } from './waiting-readers.js';

const permission = 'event-log:read';

@ApiTags('event-log')
@Controller('v1/event-log')
export class EventLogController {
  constructor(
    private readonly log: EventLog,
    private readonly guard: AccessGuard,
  ) {}

  @Get()
  @Allow(permission)
  @Header('Cache-Control', 'no-store')
  @Fails(unknownPosition, tooManyReaders)
  @ApiOperation({
    operationId: 'read-event-log',
    summary: 'Read what happened, in order',
    description:
      "The organization's events. Those of one row come in their order; of two rows, what happened first may come second when they are close in time. Pass page.next back as after, for ever: a reader that resumes misses nothing and meets nothing twice. An event is shown to those who may read the row that it is about, as it is now; when that row is gone, to those who may see all rows of its kind. Events are kept for a time (30 days unless the operator says otherwise); a reader that comes later is told so.",
  })
  @ApiQuery({
    name: 'after',
    required: false,
    description: 'page.next of the page before; 0 begins with the oldest event that is kept.',
    schema: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 },
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    description: 'Most events of the page.',
    schema: { type: 'integer', minimum: 1, maximum: largestPage, default: usualPage },
  })
  @ApiQuery({
    name: 'wait',
    required: false,
    description:
      'Seconds to wait for the next event when there is none; the answer comes as soon as it is there.',
    schema: { type: 'integer', minimum: 0, maximum: longestWaitSeconds, default: 0 },
  })
  @ApiOkResponse({ type: EventLogPage, description: 'One page; empty when nothing has happened since.' })
  async read(
    @Query() query: Record<string, unknown>,
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventLogPage> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const asked = readEventLogRequest(query);
    currentContext().deadline?.extend(asked.waitSeconds * 1_000);
    return this.log.read(asked, {
      gone: gone.signal,
      confirm: async () => {
        const caller = await this.guard.confirm(authorization);
        if (!caller.can(permission)) throw forbidden();
        currentContext().caller = caller;
      },
    });
  }
}
