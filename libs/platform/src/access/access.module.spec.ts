import {
  Allow,
  Caller,
  currentCaller,
  DomainError,
  enterContext,
  FEATURE,
  FeatureRegistry,
  kinds,
  Public,
  SignedIn,
  unavailable,
  type FeatureDeclaration,
} from '@keelson/kernel';
import { Catch, Controller, Get, Global, Module, type ArgumentsHost, type Type } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import jwt from 'jsonwebtoken';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { AccessControl, AccessModule, TokenAuthority, type AccessClaims } from './index.js';

const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const otherKeys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const id = (n: number) => `01912345-6789-7abc-8def-${String(n).padStart(12, '0')}`;
const now = () => Math.floor(Date.now() / 1_000);

function token(claims: Record<string, unknown> = {}, options: jwt.SignOptions = {}, key = keys.privateKey) {
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

class TestAuthority extends TokenAuthority {
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
        : new Caller(claims.sub, claims.org, 'member', this.permissions, [claims.org], claims.sid),
    );
  }
  override changesSince() {
    if (this.down) return Promise.reject(unavailable());
    return Promise.resolve({ mark: 0, sessionIds: [], userIds: [], organizationIds: [] });
  }
  override announce() {
    return Promise.resolve();
  }
}

@Controller('things')
class ThingsController {
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
  @Get('open')
  @Public('the weather is no secret')
  open() {
    return {};
  }
}

@Controller('forgotten')
class ForgottenController {
  @Get()
  read() {
    return {};
  }
}

@Controller('misspelt')
class MisspeltController {
  @Get()
  @Allow('thing:read')
  read() {
    return {};
  }
}

@Controller('open')
class OpenController {
  @Get()
  @Public('nothing to hide')
  read() {
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

const declaration: FeatureDeclaration = {
  permissions: [
    { name: 'things:read', description: 'Read things' },
    { name: 'things:write', description: 'Write things' },
  ],
};

@Global()
@Module({
  providers: [FeatureRegistry, { provide: FEATURE, useValue: declaration }],
  exports: [FeatureRegistry],
})
class DeclarationsModule {}

let running: NestFastifyApplication | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function start(
  controllers: Type[],
  authority: TestAuthority | null = new TestAuthority(),
  options: { authority?: Type<TokenAuthority> } = {},
) {
  const module = await Test.createTestingModule({
    imports: [DeclarationsModule, AccessModule.forRoot({ issuer: 'test', ...options })],
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
  running = app;
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

const bearer = (value: string) => ({ authorization: `Bearer ${value}` });

describe('AccessGuard', () => {
  it('lets in who has the permission, and tells the handler who it is', async () => {
    const { get } = await start([ThingsController]);
    expect(await get('/things', bearer(token()))).toMatchObject({ status: 200, json: { by: id(1) } });
    expect(await get('/things/own', bearer(token()))).toMatchObject({ status: 200, json: { by: id(1) } });
  });

  it('asks nobody who calls a public route, whatever the header says', async () => {
    const { get } = await start([ThingsController]);
    expect((await get('/things/open')).status).toBe(200);
    expect((await get('/things/open', { authorization: 'nonsense' })).status).toBe(200);
  });

  it('names the permission that is missing', async () => {
    const { get } = await start([ThingsController]);
    const answer = await get('/things/write', bearer(token()));
    expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect(answer.json['detail']).toContain('"things:write"');
  });

  it('challenges who sends no token', async () => {
    const { get } = await start([ThingsController]);
    const answer = await get('/things');
    expect(answer).toMatchObject({ status: 401, json: { code: 'unauthenticated' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="api"');
  });

  it('takes no token from the query', async () => {
    const { get } = await start([ThingsController]);
    expect((await get(`/things?access_token=${token()}`)).status).toBe(401);
  });

  const hs256 = (header: object) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const body = `${part(header)}.${part({ iss: 'test', aud: 'keelson', sub: id(1), sid: id(2), org: id(3), jti: id(4), iat: now(), exp: now() + 60 })}`;
    const secret = keys.publicKey.export({ type: 'spki', format: 'pem' });
    return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
  };
  it.each<[string, () => string]>([
    ['an empty token', () => ''],
    ['another scheme', () => 'x'],
    ['text that is no JWT', () => 'abc'],
    ['two tokens', () => `${token()} ${token()}`],
    ['a token with something behind it', () => `${token()},x`],
    ['another signature', () => token({}, {}, otherKeys.privateKey)],
    ['an unknown key', () => token({}, { keyid: 'k2' })],
    ['no key id', () => jwt.sign({ sub: id(1) }, keys.privateKey, { algorithm: 'ES256' })],
    ['another issuer', () => token({ iss: 'else' })],
    ['another audience', () => token({ aud: 'operators' })],
    ['no audience', () => token({ aud: undefined })],
    ['an expired token', () => token({ exp: now() - 30 })],
    ['a token without expiry', () => token({ exp: undefined })],
    ['a token that is not valid yet', () => token({ nbf: now() + 60 })],
    ['a subject that is no id', () => token({ sub: "x' OR 1=1" })],
    ['no session', () => token({ sid: undefined })],
    ['the public key as an HMAC secret', () => hs256({ alg: 'HS256', typ: 'JWT', kid: 'k1' })],
    ['alg none', () => `${hs256({ alg: 'none', kid: 'k1' }).split('.').slice(0, 2).join('.')}.`],
    [
      'a changed payload',
      () => {
        const [head, , signature] = token().split('.');
        const [, payload] = token({ sub: id(9) }).split('.');
        return `${head}.${payload}.${signature}`;
      },
    ],
  ])('refuses %s', async (_what, make) => {
    const { get } = await start([ThingsController]);
    const answer = await get('/things', bearer(make()));
    expect(answer).toMatchObject({ status: 401, json: { code: 'unauthenticated' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="api", error="invalid_token"');
  });

  it('says that a token has expired, so that a client knows to refresh', async () => {
    const { get } = await start([ThingsController]);
    expect((await get('/things', bearer(token({ exp: now() - 30 })))).json['detail']).toContain('expired');
  });

  it('verifies a token once, also when many requests bring it at once', async () => {
    const authority = new TestAuthority();
    const { get } = await start([ThingsController], authority);
    const same = bearer(token());
    const answers = await Promise.all(Array.from({ length: 20 }, () => get('/things', same)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    await get('/things', same);
    expect(authority.asked).toBe(1);
    await get('/things', bearer(token({ jti: id(5) })));
    expect(authority.asked).toBe(2);
  });

  it('refuses a token of a session that has ended, at once in the process where it ends', async () => {
    const authority = new TestAuthority();
    const { get, control } = await start([ThingsController], authority);
    const mine = bearer(token());
    expect((await get('/things', mine)).status).toBe(200);
    authority.endedSessions.add(id(2));
    await control.changed({ subject: 'session', id: id(2) });
    expect((await get('/things', mine)).status).toBe(401);
  });

  it('gives a permission away at once when the role changes', async () => {
    const authority = new TestAuthority();
    const { get, control } = await start([ThingsController], authority);
    const mine = bearer(token());
    expect((await get('/things/write', mine)).status).toBe(403);
    authority.permissions = new Set(['things:read', 'things:write']);
    await control.changed({ subject: 'user', id: id(1) });
    expect((await get('/things/write', mine)).status).toBe(200);
  });

  it('answers 503 when a token can not be verified for want of the database', async () => {
    const authority = new TestAuthority();
    const { get } = await start([ThingsController], authority);
    authority.down = true;
    expect(await get('/things', bearer(token()))).toMatchObject({
      status: 503,
      json: { code: 'unavailable', retryAfter: 2 },
    });
    authority.down = false;
    expect((await get('/things', bearer(token()))).status).toBe(200);
  });

  it('does not trust a known token for longer than a second without the database', async () => {
    const authority = new TestAuthority();
    const { get } = await start([ThingsController], authority);
    const mine = bearer(token());
    expect((await get('/things', mine)).status).toBe(200);
    authority.down = true;
    expect((await get('/things', mine)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await get('/things', mine)).toMatchObject({ status: 503, json: { retryAfter: 2 } });
    authority.down = false;
    expect((await get('/things', mine)).status).toBe(200);
  });

  it('keeps the authorities of two applications in one process apart', async () => {
    const first = await start([ThingsController]);
    const strangers = new TestAuthority();
    strangers.keyFor = () => otherKeys.publicKey;
    const second = await start([ThingsController], strangers);
    try {
      expect((await first.get('/things', bearer(token()))).status).toBe(200);
      expect((await second.get('/things', bearer(token()))).status).toBe(401);
    } finally {
      await first.app.close();
    }
  });
});

describe('RouteAccess', () => {
  it('stops the boot at a route that says nothing', async () => {
    await expect(start([ForgottenController])).rejects.toThrow(
      'ForgottenController.read() says nothing about who may call it',
    );
  });

  it('stops the boot at a permission that nobody declares', async () => {
    await expect(start([MisspeltController])).rejects.toThrow('"thing:read", which no feature declares');
  });

  it('stops the boot when nobody vouches for the tokens that routes need', async () => {
    await expect(start([ThingsController], null)).rejects.toThrow(
      'nobody vouches for tokens: import IdentityModule',
    );
  });

  it('needs nobody for public routes, and takes the authority of the options', async () => {
    await start([OpenController], null);
    await running?.close();
    const { get } = await start([ThingsController], null, { authority: TestAuthority });
    expect((await get('/things', bearer(token()))).status).toBe(200);
  });
});
