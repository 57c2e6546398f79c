import {
  currentCaller,
  Flag,
  Id,
  Identifier,
  Instant,
  isUuid,
  ListOf,
  notFound,
  Operation,
  SignedIn,
  Text,
} from '@keelson/kernel';
import { Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { longestDevice } from './origin.js';
import type { Session } from './session.entity.js';
import { mostSessions, Sessions } from './sessions.js';

/** A sign-in that goes on. */
export class MySession {
  @Identifier({ description: 'Id of the session.' })
  id!: string;

  @Flag({ description: 'Whether this request was made with this session.' })
  current!: boolean;

  @Text({
    max: longestDevice,
    optional: true,
    description: '`User-Agent` of the client.',
    example: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  })
  device!: string | null;

  @Text({
    max: 64,
    optional: true,
    description: 'Address of the client, or the /64 network of an IPv6 address.',
    example: '192.0.2.7',
  })
  network!: string | null;

  @Text({
    max: 60,
    description: "What the session's tokens are bound to: `organization:<id>` or `installation`.",
    example: 'installation',
  })
  scope!: string;

  @Instant({ description: 'When you signed in.' })
  createdAt!: Date;

  @Instant({ optional: true, description: 'When a token was last issued.' })
  lastUsedAt!: Date | null;

  @Instant({ description: 'When the session expires if it is not used.' })
  expiresAt!: Date;
}

export class MySessionList {
  @ListOf(() => MySession, { max: mostSessions })
  data!: MySession[];
}

@ApiTags('auth')
@Controller('v1/me')
export class MySessionsController {
  constructor(private readonly sessions: Sessions) {}

  @Get('sessions')
  @SignedIn('every user may see where they are signed in')
  @Operation('me:list-sessions', { reads: true })
  @ApiOperation({
    operationId: 'list-my-sessions',
    summary: 'List your sessions',
    description: `Returns up to ${mostSessions} sessions, most recently used first. At that limit, a new sign-in ends the least recently used session.`,
  })
  @ApiOkResponse({ type: MySessionList, description: 'Your sessions.' })
  async list(): Promise<MySessionList> {
    const { userId, sessionId } = currentCaller();
    return { data: (await this.sessions.of(userId)).map((one) => reported(one, sessionId)) };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @SignedIn('every user may end their own sessions')
  @Operation('me:end-session')
  @ApiOperation({
    operationId: 'end-my-session',
    summary: 'End a session',
    description: 'Within a second, all processes reject its refresh token and access tokens.',
  })
  @ApiParam({ name: 'id', description: 'Id of the session.', schema: { type: 'string', format: 'uuid' } })
  @ApiNoContentResponse({ description: 'The session has ended.' })
  async end(@Id() id: string): Promise<void> {
    const ended =
      isUuid(id) && (await this.sessions.end(id.toLowerCase(), currentCaller().userId, 'revoked'));
    if (!ended) throw notFound();
  }

  @Post('end-other-sessions')
  @HttpCode(204)
  @SignedIn('every user may end their own sessions')
  @Operation('me:end-other-sessions')
  @ApiOperation({
    operationId: 'end-my-other-sessions',
    summary: 'End all other sessions',
    description:
      'Signs you out everywhere except in this session. Within a second, all processes reject the tokens of the other sessions.',
  })
  @ApiNoContentResponse({ description: 'The other sessions have ended.' })
  async endOthers(): Promise<void> {
    const { userId, sessionId } = currentCaller();
    await this.sessions.endAll(userId, sessionId, 'revoked');
  }
}

function reported(session: Session, current: string | null): MySession {
  const { id, device, network, scope, createdAt, lastUsedAt, expiresAt } = session;
  return { id, current: id === current, device, network, scope, createdAt, lastUsedAt, expiresAt };
}
