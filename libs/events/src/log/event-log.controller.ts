import {
  Allow,
  currentCaller,
  currentContext,
  Fails,
  forbidden,
  OnlyOnRest,
  Operation,
  Params,
} from '@keelson/kernel';
import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessGuard } from '@keelson/access/ports';
import { EventLog, unknownPosition } from './event-log.js';
import { EventLogQuery } from './event-log.query.js';
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
  @OnlyOnRest('it waits for events while its connection is open')
  @Header('Cache-Control', 'no-store')
  @Fails(unknownPosition, tooManyReaders)
  @ApiOperation({
    operationId: 'read-event-log',
    summary: 'Read the event log',
    description:
      "Returns the organization's events. Events of the same row are in order; events of different rows that occur close together may appear out of order. To continue, pass `page.next` as `after`. A reader that resumes this way gets every event exactly once. You see an event if you can read its row or, after the row is deleted, if you can see all rows of that type. Events are kept for 30 days by default; a position before the oldest event gets 422.",
  })
  @ApiOkResponse({ type: EventLogPage, description: 'A page of events; empty if there are no newer events.' })
  async read(
    @Params() query: EventLogQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventLogPage> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    currentContext().deadline?.extend(query.wait * 1_000);
    return this.log.read(query, {
      gone: gone.signal,
      watch: (changed) => this.guard.watch(currentCaller(), changed),
      confirm: async () => {
        const caller = await this.guard.confirm(request.headers.authorization, request.ip);
        if (!caller.can(permission)) throw forbidden();
        currentContext().caller = caller;
      },
    });
  }
}
