import { createHttpAdapter, applicationOptions, prepare } from '@keelson/platform';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { loadSettings } from '../../config/index.js';
import { AppModule } from '../../src/app.module.js';
import { Memberships } from '../../src/features/organizations/index.js';
import { IDENTITY_OPTIONS } from '../../src/features/identity/identity.options.js';
import { identityOptions, platformOptions } from '../../src/options.js';
import { Database } from '@keelson/platform';
import { createDatabase } from './servers/index.js';

/** An answer, with its body read as JSON when it is. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  // A test knows what it asked for; a type per answer would only repeat the assertion.
  readonly json: ReturnType<typeof JSON.parse>;
  readonly text: string;
}

export interface RequestOptions {
  readonly token?: string | undefined;
  /** Sent as JSON, unless it is a string: then as it stands. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Http = (method: string, url: string, options?: RequestOptions) => Promise<Answer>;
type Send = (url: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

/** Someone who is signed in to one organization. */
export interface SignedIn {
  readonly token: string;
  readonly refreshToken: string;
  readonly email: string;
  readonly password: string;
  readonly userId: string;
  readonly organizationId: string;
  readonly get: (url: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly post: Send;
  readonly patch: Send;
  readonly delete: (url: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
}

export interface TestApp {
  readonly nest: NestFastifyApplication;
  readonly databaseUrl: string;
  readonly http: Http;
  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T;
  /** Signs up someone new, who owns a new organization. */
  signUp(): Promise<SignedIn>;
  /** Signs up someone new and makes them a member of `host`'s organization; `guest` is a role without permissions. */
  join(host: SignedIn, role: 'admin' | 'member' | 'guest'): Promise<SignedIn>;
  close(): Promise<void>;
}

export interface StartOptions {
  /** More modules, beside the shipped features. */
  readonly modules?: readonly (Type | DynamicModule)[];
  /** Last changes to the testing module: `overrideProvider` and the like. */
  readonly override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  readonly environment?: Readonly<Record<string, string>>;
  /** Share another app's database: two processes' worth on one installation. */
  readonly databaseUrl?: string;
}

/** The whole application on a database of its own, on the engine of the test's project. */
export async function startApp(options: StartOptions = {}): Promise<TestApp> {
  const servers = inject('servers');
  const database = options.databaseUrl ? null : await createDatabase(inject('engine'), servers);
  const url = options.databaseUrl ?? database?.url ?? '';
  const settings = loadSettings({
    NODE_ENV: 'test',
    DATABASE_URL: url,
    ...(servers.redis && { REDIS_URL: servers.redis }),
    LOG_LEVEL: 'silent',
    SIGN_IN_LIMIT_PER_MINUTE: '1000',
    RATE_LIMIT_PER_MINUTE: '100000',
    ...options.environment,
  });
  const builder = Test.createTestingModule({
    imports: [AppModule.with(settings, url), ...(options.modules ?? [])],
  })
    // Cheap hashes and no floor: what they protect has tests of its own.
    .overrideProvider(IDENTITY_OPTIONS)
    .useValue({
      ...identityOptions(settings),
      passwordHashCost: { memoryKib: 64, passes: 1, lanes: 1 },
      signUpFloorMs: 0,
    });
  const module = await (options.override?.(builder) ?? builder).compile();
  const nest = await prepare(
    module.createNestApplication<NestFastifyApplication>(createHttpAdapter(platformOptions(settings, url)), {
      ...applicationOptions,
      logger: false,
    }),
  );
  const http: Http = (method, path, request) => send(nest, method, path, request);
  return {
    nest,
    databaseUrl: url,
    http,
    get: (type) => nest.get(type as Type),
    signUp: () => signUp(http),
    join: async (host, role) => {
      const guest = await signUp(http);
      await nest
        .get(Database)
        .transaction(() => nest.get(Memberships).add(host.organizationId, guest.userId, role as 'member'));
      return signIn(http, guest.email, guest.password, host.organizationId);
    },
    close: async () => {
      await nest.close();
      await database?.drop();
    },
  };
}

async function signUp(http: Http): Promise<SignedIn> {
  const email = `u${randomBytes(6).toString('hex')}@example.com`;
  const password = 'correct horse battery';
  const body = { email, password, name: 'Ada', organization: 'Ada Marine' };
  const answer = await http('POST', '/v1/auth/sign-up', { body });
  if (answer.status !== 201) throw new Error(`sign-up answered ${answer.status}: ${answer.text}`);
  return signIn(http, email, password);
}

/** A token by password, and requests that bear it. */
export async function signIn(
  http: Http,
  email: string,
  password: string,
  organizationId?: string,
): Promise<SignedIn> {
  const answer = await http('POST', '/v1/auth/token', {
    body: {
      grant_type: 'password',
      username: email,
      password,
      ...(organizationId && { scope: `organization:${organizationId}` }),
    },
  });
  if (answer.status !== 200) throw new Error(`the token endpoint answered ${answer.status}: ${answer.text}`);
  const token = answer.json.access_token as string;
  const me = await http('GET', '/v1/me', { token });
  return {
    token,
    refreshToken: answer.json.refresh_token,
    email,
    password,
    userId: me.json.id ?? me.json.user?.id,
    organizationId: (answer.json.scope as string).replace('organization:', ''),
    get: (url, headers) => http('GET', url, { token, ...(headers && { headers }) }),
    post: (url, body, headers) => http('POST', url, { token, body, ...(headers && { headers }) }),
    patch: (url, body, headers) => http('PATCH', url, { token, body, ...(headers && { headers }) }),
    delete: (url, headers) => http('DELETE', url, { token, ...(headers && { headers }) }),
  };
}

async function send(
  nest: NestFastifyApplication,
  method: string,
  url: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const { token, body, headers } = options;
  const answer = await nest.inject({
    method: method as 'GET',
    url,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const type = String(answer.headers['content-type'] ?? '');
  return {
    status: answer.statusCode,
    headers: answer.headers as Answer['headers'],
    text: answer.payload,
    json: type.includes('json') && answer.payload ? JSON.parse(answer.payload) : null,
  };
}
