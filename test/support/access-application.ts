import {
  Allow,
  AllowOperator,
  Caller,
  currentCaller,
  DomainError,
  enterContext,
  Feature,
  FeatureRegistry,
  OperationCatalog,
  kinds,
  Public,
  SignedIn,
  unavailable,
} from '@keelson/kernel';
import {
  Catch,
  Controller,
  Get,
  Global,
  Module,
  type ArgumentsHost,
  type DynamicModule,
  type Type,
} from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import jwt from 'jsonwebtoken';
import { generateKeyPairSync } from 'node:crypto';
import { onTestFinished } from 'vitest';
import {
  AccessControl,
  AccessModule,
  TokenAuthority,
  type AccessClaims,
  type OperatorClaims,
} from '@keelson/access';
import { loadSettings } from '@keelson/runtime';
import { ServerClock } from '@keelson/sql';

/** For the specs of access: an authority that can be told what to say, tokens, and an application of three routes. */

export const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
export const otherKeys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
/** The n-th of some UUIDs. */
export const id = (n: number) => `01912345-6789-7abc-8def-${String(n).padStart(12, '0')}`;
/** Seconds since 1970. */
export const now = () => Math.floor(Date.now() / 1_000);

/** An access token as this installation would issue it, but for `claims`; undefined leaves a claim out. */
export function token(
  claims: Record<string, unknown> = {},
  options: jwt.SignOptions = {},
  key = keys.privateKey,
) {
  const all = {
    iss: 'test',
    aud: 'keelson',
    sub: id(1),
    sid: id(2),
    org: id(3),
    jti: id(4),
    exp: now() + 60,
  };
  const given = Object.entries({ ...all, ...claims }).filter(([, value]) => value !== undefined);
  return jwt.sign(Object.fromEntries(given), key, { algorithm: 'ES256', keyid: 'k1', ...options });
}

export class TestAuthority extends TokenAuthority {
  permissions = new Set(['things:read']);
  endedSessions = new Set<string>();
  down = false;
  asked = 0;
  override keyFor(kid: string) {
    if (this.down) throw unavailable({ retryAfter: 2 });
    return kid === 'k1' ? keys.publicKey : null;
  }
  override callerOf(claims: AccessClaims) {
    this.asked += 1;
    if (this.down) return Promise.reject(unavailable({ retryAfter: 2 }));
    return Promise.resolve(
      this.endedSessions.has(claims.sid)
        ? null
        : new Caller({
            userId: claims.sub,
            organizationId: claims.org,
            role: 'member',
            permissions: this.permissions,
            sessionId: claims.sid,
          }),
    );
  }
  /** What it makes of an operator's token: the operator, unless a test has it do worse. */
  operator: (claims: OperatorClaims) => Caller | null = ({ sub, sid }) =>
    Caller.operator(sub, new Set(['plant:stop']), sid);
  override operatorOf(claims: OperatorClaims) {
    return Promise.resolve(this.operator(claims));
  }
  override memberOf(userId: string, organizationId: string) {
    return Promise.resolve(
      new Caller({ userId, organizationId, role: 'member', permissions: this.permissions }),
    );
  }
  override changesSince() {
    if (this.down) return Promise.reject(unavailable());
    return Promise.resolve({ mark: 0, sessionIds: [], keyIds: [], userIds: [], organizationIds: [] });
  }
  override announce() {
    return Promise.resolve();
  }
}

@Controller('things')
export class ThingsController {
  @Get()
  @Allow('things:read')
  read() {
    return { by: currentCaller().userId };
  }
  @Get('own')
  @SignedIn('everyone has a profile')
  own() {
    return { by: currentCaller().userId };
  }
  @Get('write')
  @Allow('things:write')
  write() {
    return {};
  }
  @Get('leave')
  @SignedIn('everyone may sign out', { operators: true })
  leave() {
    return { by: currentCaller().userId };
  }
  @Get('stop')
  @AllowOperator('plant:stop')
  stop() {
    return { by: currentCaller().userId, organization: currentCaller().organizationId };
  }
  @Get('start')
  @AllowOperator('plant:start')
  start() {
    return {};
  }
  @Get('open')
  @Public('the weather is no secret')
  open() {
    return {};
  }
}

@Catch(DomainError)
class ProblemFilter {
  catch(error: DomainError, host: ArgumentsHost) {
    host
      .switchToHttp()
      .getResponse<{ status(code: number): { send(body: object): void } }>()
      .status(kinds[error.kind])
      .send({ code: error.code, ...error.details });
  }
}

const declared = Feature.declare({
  permissions: [
    { name: 'things:read', description: 'Read things' },
    { name: 'plant:stop', description: 'Stop the plant', operator: true },
    { name: 'plant:start', description: 'Start the plant', operator: true },
    { name: 'things:write', description: 'Write things' },
  ],
});

@Global()
@Module({
  imports: [declared],
  providers: [FeatureRegistry, OperationCatalog, ServerClock],
  exports: [FeatureRegistry, OperationCatalog, ServerClock],
})
class DeclarationsModule {}

/** An application with nothing but access and these controllers; it ends with the test. */
export async function start(
  controllers: Type[],
  authority: TestAuthority | null = new TestAuthority(),
  modules: readonly (Type | DynamicModule)[] = [],
) {
  const imports = [DeclarationsModule, AccessModule, ...modules];
  const settings = await loadSettings(imports, { AUTH_ISSUER: 'test' });
  const module = await Test.createTestingModule({
    imports: [settings.module, ...imports],
    controllers,
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  app.useGlobalFilters(new ProblemFilter());
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (_request, _reply, done) => {
      enterContext({ requestId: 'r', caller: null, operation: null, unit: null }, done);
    });
  if (authority) module.get(AccessControl).useAuthority(authority);
  onTestFinished(() => app.close());
  await app.init();
  const get = async (url: string, headers: Record<string, string> = {}) => {
    const answer = await app.inject({ method: 'GET', url, headers });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      json: answer.json<Record<string, unknown>>(),
    };
  };
  return { app, get, control: module.get(AccessControl) };
}

export const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
