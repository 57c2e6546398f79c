import { Jobs, maybeContext, type JobDefinition } from '@keelson/kernel';
import { IdentitySettings } from '@keelson/identity';
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { startApp, type Answer as AnyAnswer, type RequestOptions, type TestApp } from './app.js';
import { SqlDatabase } from '@keelson/sql/ports';
import { MovableDatabase, withMovableClock } from '@keelson/testing';
import { createMigratedDatabase } from './migrated-database.js';

/** For the specs of identity: people by name, the jobs that were enqueued, and several processes on one database. */

export const password = 'correct horse battery staple';

/** An answer whose members a test looks at one by one. */
export interface Answer extends Omit<AnyAnswer, 'json'> {
  readonly json: Readonly<Record<string, unknown>>;
}

export interface IdentityApp extends Pick<TestApp, 'get' | 'databaseUrl'> {
  /** Moves the clock of the database, as this process sees it; 0 puts it right. */
  moveClock(seconds: number): Promise<void>;
  http(method: string, url: string, options?: RequestOptions): Promise<Answer>;
  /** Jobs of operations that have committed; none of them runs. */
  readonly jobs: { readonly name: string; readonly payload: object }[];
  token(body: object): Promise<Answer>;
  signUp(email: string, organization: string): Promise<void>;
  signIn(
    email: string,
    scope?: string,
    secret?: string,
  ): Promise<{ readonly token: string; readonly refreshToken: string; readonly scope: string }>;
}

export interface IdentityApps {
  /** One more process on the same database. */
  start(change?: Partial<IdentitySettings>): Promise<IdentityApp>;
  close(): Promise<void>;
}

/** @param environment settings that all of them have */
export async function identityApps(
  environment: Readonly<Record<string, string>> = {},
): Promise<IdentityApps> {
  const database = await createMigratedDatabase(inject('engine'), inject('servers'));
  const running: TestApp[] = [];
  return {
    start: async (change = {}) => {
      const jobs: IdentityApp['jobs'] = [];
      const app = await startApp({
        databaseUrl: database.url,
        environment: { REFRESH_TOKEN_SECONDS: '3600', ...environment },
        change: (settings) => settings.with(IdentitySettings, change),
        override: (builder) => withMovableClock(builder).overrideProvider(Jobs).useValue(jobsInto(jobs)),
      });
      running.push(app);
      return identityApp(app, jobs);
    },
    close: async () => {
      await Promise.all(running.map((app) => app.close()));
      await database.drop();
    },
  };
}

function jobsInto(jobs: IdentityApp['jobs']): Jobs {
  return {
    enqueue: <P extends object>({ name }: JobDefinition<P>, payload: P) => {
      maybeContext()?.unit?.afterCommit(() => void jobs.push({ name, payload }));
      const id = randomUUID();
      return Promise.resolve({ id, location: `/v1/jobs/${id}` });
    },
  };
}

function identityApp({ http: send, get, databaseUrl }: TestApp, jobs: IdentityApp['jobs']): IdentityApp {
  const http: IdentityApp['http'] = (method, url, options) => send(method, url, options);
  const token = (body: object) => http('POST', '/v1/auth/token', { body });
  return {
    http,
    get,
    databaseUrl,
    jobs,
    token,
    moveClock: (seconds) => (get(SqlDatabase) as MovableDatabase).moveClock(seconds),
    signUp: async (email, organization) => {
      const answer = await http('POST', '/v1/auth/sign-up', {
        body: { email, password, name: 'Somebody', organization },
      });
      if (answer.status !== 201) throw new Error(`sign-up returned ${answer.status}: ${answer.text}`);
    },
    signIn: async (username, scope, secret = password) => {
      const { status, json, text } = await token({
        grant_type: 'password',
        username,
        password: secret,
        ...(scope && { scope }),
      });
      if (status !== 200) throw new Error(`the token endpoint answered ${status}: ${text}`);
      return {
        token: String(json['access_token']),
        refreshToken: String(json['refresh_token']),
        scope: String(json['scope']),
      };
    },
  };
}
