import type { LoadedSettings } from '@keelson/runtime';
import { loadSettings } from '@keelson/runtime';
import { applicationOptions, createHttpAdapter, prepare } from '@keelson/rest';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { installed } from './installed.js';
import { createMigratedDatabase, type Root } from './migrated-database.js';
import { withServerError } from './server-errors.js';
import { claimRedisDatabase, type Engine, type TestServers } from './servers/index.js';
import type { Answer, Http, RequestOptions, SignedIn } from './signed-in.js';

/** An application that a test has started, and ways to use it as its users do. */
export interface TestApp {
  readonly nest: NestFastifyApplication;
  readonly databaseUrl: string;
  /** Requests without a socket. */
  readonly http: Http;
  /** A provider of the application. */
  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T;
  /** Signs up someone new, who owns a new organization and whose address is proven by default. Needs `@keelson/identity`. */
  signUp(how?: { readonly isProven?: boolean }): Promise<SignedIn>;
  /** Signs up someone new and makes them a member of `host`'s organization; `guest` has no permissions. */
  join(host: SignedIn, role: 'admin' | 'member' | 'guest'): Promise<SignedIn>;
  /** Signs up someone new who is an operator of the installation, and signs them in as one. */
  operator(): Promise<SignedIn>;
  /** Ends the application, and drops its database unless `databaseUrl` named it. */
  close(): Promise<void>;
}

/** What an application is started on, and what is different from how it usually starts. */
export interface StartOptions {
  /** The engine of `servers`. */
  readonly engine: Engine;
  readonly servers: TestServers;
  /** More modules, beside those that the root imports. */
  readonly modules?: readonly (Type | DynamicModule)[];
  /** Last changes to the testing module: `overrideProvider` and the like. */
  readonly override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  /** Settings by their variables. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Settings by their classes, also those that have no variable: `(settings) => settings.with(…)`. */
  readonly change?: (settings: LoadedSettings) => LoadedSettings;
  /** Share another app's database: two processes' worth on one installation. */
  readonly databaseUrl?: string;
  /** Told of every answer; what it throws fails the test that asked. */
  readonly heard?: (
    nest: NestFastifyApplication,
    method: string,
    url: string,
    request: RequestOptions,
    answer: Answer,
  ) => void;
}

/**
 * Starts a whole application on a database of its own, in this process and without a port:
 * `startApplication(AppModule, { engine: 'postgres', servers })`.
 * @throws SettingsError when `environment` lacks a setting without a default; whatever keeps the application from starting
 */
export async function startApplication(root: Root, options: StartOptions): Promise<TestApp> {
  const { engine, servers } = options;
  const database = options.databaseUrl ? null : await createMigratedDatabase(root, engine, servers);
  const url = options.databaseUrl ?? database?.url ?? '';
  // Of its own, too: else the workers of another file's application would take this one's jobs.
  const queue = servers.redis ? await claimRedisDatabase(servers) : null;
  const imports = [root, ...(options.modules ?? [])];
  const read = await loadSettings(imports, {
    NODE_ENV: 'test',
    DATABASE_URL: url,
    ...(queue && { REDIS_URL: queue.url }),
    LOG_LEVEL: 'silent',
    SIGN_IN_LIMIT_PER_MINUTE: '1000',
    RATE_LIMIT_PER_MINUTE: '100000',
    ...options.environment,
  });
  const quick = await withCheapPasswords(read);
  const settings = options.change?.(quick) ?? quick;
  const builder = Test.createTestingModule({ imports: [settings.module, ...imports] });
  const module = await (options.override?.(builder) ?? builder).compile();
  const nest = await prepare(
    module.createNestApplication<NestFastifyApplication>(createHttpAdapter(settings), {
      ...applicationOptions,
      logger: false,
    }),
  );
  const http: Http = async (method, path, request = {}) => {
    const answer = await withServerError(() => send(nest, method, path, request));
    options.heard?.(nest, method, path, request, answer);
    return answer;
  };
  const people = () => import('./application-people.js');
  return {
    nest,
    databaseUrl: url,
    http,
    get: (type) => nest.get(type as Type),
    signUp: async (how) => (await people()).signUp(nest, http, how),
    join: async (host, role) => (await people()).join(nest, http, host, role),
    operator: async () => (await people()).signUpOperator(nest, http),
    close: async () => {
      await nest.close();
      await queue?.drop();
      await database?.drop();
    },
  };
}

/** Cheap hashes and no floor: what they protect has tests of its own. */
async function withCheapPasswords(settings: LoadedSettings): Promise<LoadedSettings> {
  const identity = await installed('@keelson/identity', () => import('@keelson/identity'));
  if (!identity || !settings.has(identity.IdentitySettings)) return settings;
  return settings.with(identity.IdentitySettings, {
    passwordHashCost: { memoryKib: 64, passes: 1, lanes: 1 },
    signUpFloorMs: 0,
  });
}

async function send(
  nest: NestFastifyApplication,
  method: string,
  url: string,
  options: RequestOptions,
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
    json: /[/+]json\b/.test(type) && answer.payload ? JSON.parse(answer.payload) : null,
  };
}
