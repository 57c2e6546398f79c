import { withContext } from '@keelson/kernel';
import {
  applicationOptions,
  createHttpAdapter,
  Database,
  loadSettings,
  prepare,
  type LoadedSettings,
} from '@keelson/platform';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { randomBytes } from 'node:crypto';
import { AppModule } from '../../src/app.module.js';
import { Addresses, IdentitySettings, Operators } from '@keelson/identity';
import { Members } from '@keelson/organizations';
import { createMigratedDatabase } from './migrated-database.js';
import { withServerError } from './server-errors.js';
import { claimRedisDatabase, type Engine, type TestServers } from './servers/index.js';
import {
  signIn,
  signInAsOperator,
  type Answer,
  type Http,
  type RequestOptions,
  type SignedIn,
} from './signed-in.js';

export interface TestApp {
  readonly nest: NestFastifyApplication;
  readonly databaseUrl: string;
  readonly http: Http;
  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T;
  /** Signs up someone new, who owns a new organization and whose address is proven unless said otherwise. */
  signUp(how?: { readonly isProven?: boolean }): Promise<SignedIn>;
  /** Signs up someone new and makes them a member of `host`'s organization; `guest` has no permissions. */
  join(host: SignedIn, role: 'admin' | 'member' | 'guest'): Promise<SignedIn>;
  /** Signs up someone new who is an operator of the installation, and signs them in as one. */
  operator(): Promise<SignedIn>;
  close(): Promise<void>;
}

export interface StartOptions {
  /** More modules, beside the shipped features. */
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

/** The whole application on a database of its own. */
export async function startApplication(
  engine: Engine,
  servers: TestServers,
  options: StartOptions = {},
): Promise<TestApp> {
  const database = options.databaseUrl ? null : await createMigratedDatabase(engine, servers);
  const url = options.databaseUrl ?? database?.url ?? '';
  // Of its own, too: else the workers of another file's application would take this one's jobs.
  const queue = servers.redis ? await claimRedisDatabase(servers) : null;
  const imports = [AppModule, ...(options.modules ?? [])];
  const read = await loadSettings(imports, {
    NODE_ENV: 'test',
    DATABASE_URL: url,
    ...(queue && { REDIS_URL: queue.url }),
    LOG_LEVEL: 'silent',
    SIGN_IN_LIMIT_PER_MINUTE: '1000',
    RATE_LIMIT_PER_MINUTE: '100000',
    ...options.environment,
  });
  // Cheap hashes and no floor: what they protect has tests of its own.
  const quick = read.with(IdentitySettings, {
    passwordHashCost: { memoryKib: 64, passes: 1, lanes: 1 },
    signUpFloorMs: 0,
  });
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
  const signUpHere = async (isProven = true) => {
    const person = await signUp(http);
    if (isProven) await prove(nest, person);
    return person;
  };
  return {
    nest,
    databaseUrl: url,
    http,
    get: (type) => nest.get(type as Type),
    signUp: ({ isProven = true } = {}) => signUpHere(isProven),
    join: async (host, role) => {
      const guest = await signUpHere();
      await nest
        .get(Database)
        .transaction(() =>
          nest
            .get(Members)
            .add(
              host.organizationId,
              { userId: guest.userId, name: 'Ada', email: guest.email },
              { role: role === 'guest' ? 'custom' : role },
            ),
        );
      return signIn(http, guest.email, guest.password, host.organizationId);
    },
    operator: async () => {
      const person = await signUpHere();
      await withContext({ operation: 'test:grant' }, () =>
        nest.get(Database).transaction(() => nest.get(Operators).grant(person.userId)),
      );
      return signInAsOperator(http, person);
    },
    close: async () => {
      await nest.close();
      await queue?.drop();
      await database?.drop();
    },
  };
}

/** As the link in the mail does it. */
async function prove(nest: NestFastifyApplication, { userId, email }: SignedIn): Promise<void> {
  await withContext({ operation: 'test:prove' }, () =>
    nest.get(Database).transaction(() => nest.get(Addresses).claim(userId, email)),
  );
}

async function signUp(http: Http): Promise<SignedIn> {
  const email = `u${randomBytes(6).toString('hex')}@example.com`;
  const password = 'correct horse battery';
  const body = { email, password, name: 'Ada', organization: 'Ada Marine' };
  const answer = await http('POST', '/v1/auth/sign-up', { body });
  if (answer.status !== 201) throw new Error(`sign-up answered ${answer.status}: ${answer.text}`);
  return signIn(http, email, password);
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
