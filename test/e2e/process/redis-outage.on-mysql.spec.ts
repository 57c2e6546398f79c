import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { type Http, httpTo } from '@keelson/testing';
import {
  buildKeelson,
  dataFolder,
  startKeelson,
  type DataFolder,
  type KeelsonProcess,
} from '../../support/keelson-process.js';
import {
  createDatabase,
  freePort,
  newPassword,
  type RunningServer,
  startRedis,
  type TestDatabase,
} from '@keelson/testing/servers';
import { mailFor, signUp } from './journey.js';

// Redis only carries jobs: while it is away requests are answered, readiness says what is missing, and what they have
// asked for is done when it is back.
describe.runIf(inject('engine') === 'mysql')('production without its Redis', () => {
  let data: DataFolder;
  let server: { port: number; password: string };
  let database: TestDatabase;
  let redis: RunningServer | null = null;
  let keelson: KeelsonProcess;
  let http: Http;
  let early: { email: string };

  beforeAll(async () => {
    data = dataFolder();
    [database] = await Promise.all([createDatabase('mysql', inject('servers')), buildKeelson()]);
    server = { port: await freePort(), password: newPassword() };
  }, 120_000);

  afterAll(async () => {
    await keelson?.stop('SIGKILL');
    await redis?.stop();
    await database?.drop();
    data?.remove();
  });

  const ready = async (status: number) => {
    const answer = await http('GET', '/health/ready');
    expect(answer.status).toBe(status);
    return answer;
  };
  const waitFor = (check: () => Promise<unknown>) => vi.waitFor(check, { timeout: 15_000, interval: 100 });

  it('starts, answers, and is not ready', async () => {
    keelson = await startKeelson({
      environment: {
        NODE_ENV: 'production',
        DATABASE_URL: database.url,
        REDIS_URL: `redis://:${server.password}@127.0.0.1:${server.port}/0`,
        PORT: '0',
        KEELSON_DATA: data.path,
      },
    });
    http = httpTo(await keelson.url());
    early = await signUp(http);
    expect((await ready(503)).json.detail).toContain('queue');
    expect((await http('GET', '/health/live')).status).toBe(200);
  });

  it('is well when Redis comes', async () => {
    redis = await startRedis(server);
    await waitFor(() => ready(200));
    for (const { email } of [early, await signUp(http)])
      expect(await mailFor(email, data.path)).toContain('Subject: Verify your email address');
  });

  it('goes on when Redis goes, and is well when it is back', async () => {
    await redis?.stop();
    await waitFor(() => ready(503));
    const meanwhile = await signUp(http);
    redis = await startRedis(server);
    await waitFor(() => ready(200));
    for (const { email } of [meanwhile, await signUp(http)])
      expect(await mailFor(email, data.path)).toContain('Subject: Verify your email address');
  });

  it('ends in an orderly way, also without Redis, and has said little', async () => {
    await redis?.stop();
    redis = null;
    const { code } = await keelson.stop();
    expect(code).toBe(0);
    expect(keelson.stderr()).toBe('');
    const alarms = keelson.stdout().match(/"level":"(?:warn|error)"/g) ?? [];
    expect(alarms.length, keelson.stdout()).toBeLessThan(15);
  });
});
