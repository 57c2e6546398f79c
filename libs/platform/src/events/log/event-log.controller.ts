import {
  Allow,
  currentContext,
  Fails,
  forbidden,
  largestPage,
  OnlyOnRest,
  Operation,
  usualPage,
} from '@keelson/kernel';
import { Controller, Get, Header, Headers, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AccessGuard } from '../../access/ports.js';
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
  @Operation('event-log:read', { reads: true })
  @OnlyOnRest('it waits for events as long as its connection is open')
  @Header('Cache-Control', 'no-store')
  @Fails(unknownPosition, tooManyReaders)
  @ApiOperation({
    operationId: 'read-event-log',
    summary: 'Read the event log',
    description:
      'Returns the events of the organization. Events of the same row are in order; events of different rows that occur close together may appear out of order. To continue, pass `page.next` as `after`. A reader that resumes this way gets every event exactly once. You see an event if you may read the current state of its row or, once the row is deleted, if you may see all rows of that type. Events are kept for 30 days by default; an older position gets 422.',
  })
  @ApiQuery({
    name: 'after',
    required: false,
    description: '`page.next` from the previous page; 0 starts with the oldest event in the log.',
    schema: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 },
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    description: 'Maximum number of events on the page.',
    schema: { type: 'integer', minimum: 1, maximum: largestPage, default: usualPage },
  })
  @ApiQuery({
    name: 'wait',
    required: false,
    description:
      'How many seconds to wait for an event if there is none yet. The response is sent as soon as one occurs.',
    schema: { type: 'integer', minimum: 0, maximum: longestWaitSeconds, default: 0 },
  })
  @ApiOkResponse({ type: EventLogPage, description: 'A page of events; empty if there are no newer events.' })
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
