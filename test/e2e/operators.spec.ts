import {
  acrossOrganizations,
  asOrganization,
  defineJob,
  defineSchedule,
  Feature,
  installationScope,
  Jobs,
  Text,
  type ScheduleDefinition,
} from '@keelson/kernel';
import { Database, JobProcessor, schedules, storedScope } from '@keelson/platform';
import { Injectable, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../support/app.js';

/** Where the log of the installation itself stands. */
const installationId = storedScope(installationScope);

class Cargo {
  @Text({ max: 40 })
  secret!: string;
}

const unload = defineJob('quay.unload', Cargo, { attempts: 1 });
const yearly = defineSchedule('quay.yearly', {
  job: unload,
  payload: { secret: 'scheduled' },
  cron: '0 0 1 1 *',
  missed: 'skip',
}) as unknown as ScheduleDefinition;
let broken = true;
let unloaded: string[] = [];

@Injectable()
@JobProcessor(unload)
class Unload {
  async run({ secret }: Cargo): Promise<void> {
    if (broken) throw new Error(`${secret} fell into the water`);
    unloaded.push(secret);
  }
}

@Module({ imports: [Feature.declare({}, schedules(yearly))], providers: [Unload] })
class QuayModule {}

interface Entry {
  readonly action: string;
  readonly subject_type: string;
  readonly actor_id: string;
  readonly changes: Record<string, { before: unknown; after: unknown }>;
}

describe('Operators', () => {
  const queue = '/v1/installation/queues/quay.unload';
  let app: TestApp;
  let operator: SignedIn;
  let ada: SignedIn;
  let eve: SignedIn;

  beforeAll(async () => {
    app = await startApp({ modules: [QuayModule] });
    [operator, ada, eve] = await Promise.all([app.operator(), app.signUp(), app.signUp()]);
  });
  afterAll(() => app.close());

  const enqueue = (who: SignedIn, secret: string) =>
    asOrganization(who.organizationId, () => app.get(Jobs).enqueue(unload, { secret }));
  const queueNow = async () =>
    (await operator.get('/v1/installation/queues')).json.data.find(
      ({ name }: { name: string }) => name === 'quay.unload',
    );
  const jobsIn = async (state: string, query = '') =>
    (await operator.get(`${queue}/jobs?state=${state}${query}`)).json;
  const logOf = async (organizationId: string): Promise<Entry[]> => {
    const rows = await acrossOrganizations('looks', () =>
      app
        .get(Database)
        .read<Entry>(
          'SELECT action, subject_type, actor_id, changes FROM audit_entries WHERE organization_id = ? ORDER BY id',
          [organizationId],
        ),
    );
    return rows.map((row) => ({
      ...row,
      changes: (typeof row.changes === 'string' ? JSON.parse(row.changes) : row.changes) as Entry['changes'],
    }));
  };
  const settled = (expected: object) =>
    vi.waitFor(async () => expect(await queueNow()).toMatchObject(expected), {
      timeout: 15_000,
      interval: 50,
    });

  it('pause a queue for all organizations and resume it, each time once', async () => {
    broken = false;
    expect(await queueNow()).toMatchObject({ kind: 'job', paused: false, waiting: 0, waitingSince: null });
    const paused = { status: 200, json: { name: 'quay.unload', paused: true } };
    expect(await operator.post(`${queue}/pause`)).toMatchObject(paused);
    expect(await operator.post(`${queue}/pause`)).toMatchObject(paused);
    await Promise.all([enqueue(ada, 'a'), enqueue(eve, 'e')]);
    expect(await queueNow()).toMatchObject({ paused: true, waiting: 2, waitingSince: expect.any(String) });
    expect(await operator.post(`${queue}/resume`)).toMatchObject({ status: 200, json: { paused: false } });
    await vi.waitUntil(() => unloaded.length === 2, { timeout: 15_000 });
    await settled({ paused: false, waiting: 0, active: 0 });
    expect(await operator.post(`${queue}/resume`)).toMatchObject({ status: 200, json: { paused: false } });

    const entries = (await logOf(installationId)).filter((entry) => entry.subject_type === 'queue');
    expect(entries.map(({ action, actor_id, changes }) => [action, actor_id, changes['paused']])).toEqual([
      ['installation-queues:pause', operator.userId, { before: false, after: true }],
      ['installation-queues:resume', operator.userId, { before: true, after: false }],
    ]);
  });

  it('find the dead jobs of all organizations, page by page, and nothing that is in them', async () => {
    broken = true;
    for (const who of [ada, eve, ada]) await enqueue(who, 'nobody shall read this');
    await settled({ dead: 3, active: 0, waiting: 0 });
    const whole = await jobsIn('dead');
    expect(whole.data).toHaveLength(3);
    expect(JSON.stringify(whole)).not.toContain('nobody shall read');
    expect(JSON.stringify(whole)).not.toContain('water');
    expect(Object.keys(whole.data[0]).sort()).toEqual(
      'admittedAt attempt cancelRequested createdAt eventId id kind maxAttempts organizationId priority problemCode queue requestId runAt state'.split(
        ' ',
      ),
    );
    expect(whole.data[0]).toMatchObject({ state: 'dead', problemCode: 'jobs.failed', attempt: 1 });
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { data, page } = await jobsIn('dead', `&limit=1${next && `&cursor=${next}`}`);
      expect(data).toHaveLength(1);
      seen.push(data[0].id);
      next = page.next;
    }
    expect(seen).toEqual(whole.data.map(({ id }: { id: string }) => id));
    expect((await jobsIn('waiting')).data).toEqual([]);
  });

  it('retry one and skip one, which both the installation and its organization are told', async () => {
    const { data } = await jobsIn('dead');
    const [first, second] = data.filter(
      ({ organizationId }: { organizationId: string }) => organizationId === ada.organizationId,
    );
    const at = (id: string, verb: string) => `/v1/installation/jobs/${id}/${verb}`;
    expect(await operator.post(at(first.id, 'skip'))).toMatchObject({
      status: 200,
      json: { state: 'skipped' },
    });
    expect(await operator.post(at(first.id, 'skip'))).toMatchObject({
      status: 409,
      json: { code: 'wrong_state' },
    });
    expect(await operator.post(at(first.id, 'cancel'))).toMatchObject({ status: 409 });
    expect((await ada.get(`/v1/jobs/${first.id}`)).json).toMatchObject({ state: 'skipped' });
    broken = false;
    expect(await operator.post(at(second.id, 'retry'))).toMatchObject({
      status: 200,
      json: { state: 'waiting', maxAttempts: 2 },
    });
    await vi.waitFor(
      async () => expect((await ada.get(`/v1/jobs/${second.id}`)).json).toMatchObject({ state: 'done' }),
      { timeout: 15_000, interval: 50 },
    );
    const told = async (organizationId: string) =>
      (await logOf(organizationId))
        .filter((entry) => entry.subject_type === 'job')
        .map(({ action, actor_id, changes }) => [action, actor_id, changes['state']]);
    const both = [
      ['installation-jobs:skip', operator.userId, { before: 'dead', after: 'skipped' }],
      ['installation-jobs:retry', operator.userId, { before: 'dead', after: 'waiting' }],
    ];
    expect(await told(installationId)).toEqual(both);
    expect(await told(ada.organizationId)).toEqual(both);
  });

  it('cancel one that waits, and try the dead ones of a queue again', async () => {
    broken = true;
    await operator.post(`${queue}/pause`);
    const { id } = await enqueue(eve, 'x');
    expect(await operator.post(`/v1/installation/jobs/${id}/cancel`)).toMatchObject({
      status: 200,
      json: { state: 'cancelled', organizationId: eve.organizationId },
    });
    expect((await jobsIn('waiting')).data).toEqual([]);
    expect((await operator.post(`${queue}/retry-dead`)).json).toEqual({ retried: 1, more: false });
    expect(await queueNow()).toMatchObject({ dead: 0, waiting: 1 });
    expect((await operator.post(`${queue}/retry-dead`)).json).toEqual({ retried: 0, more: false });
    const retried = (await logOf(installationId)).filter(({ action }) => action.endsWith(':retry-dead'));
    expect(retried.map(({ changes }) => changes['retried'])).toEqual([{ before: null, after: 1 }]);
    broken = false;
    await operator.post(`${queue}/resume`);
    await settled({ waiting: 0, active: 0, dead: 0 });
  });

  it('pause, resume and run a schedule', async () => {
    const path = '/v1/installation/schedules/quay.yearly';
    const schedule = async () =>
      (await operator.get('/v1/installation/schedules')).json.data.find(
        ({ name }: { name: string }) => name === 'quay.yearly',
      );
    await vi.waitFor(
      async () =>
        expect(await schedule()).toMatchObject({
          job: 'quay.unload',
          rule: '0 0 1 1 * UTC',
          missed: 'skip',
          paused: false,
          lastAt: null,
        }),
      { timeout: 15_000, interval: 50 },
    );
    const { nextAt } = await schedule();
    expect(await operator.post(`${path}/pause`)).toMatchObject({ status: 200, json: { paused: true } });
    expect(await operator.post(`${path}/pause`)).toMatchObject({ status: 200, json: { paused: true } });
    unloaded = [];
    const run = await operator.post(`${path}/run`);
    expect(run).toMatchObject({ status: 200, json: { jobId: expect.any(String) } });
    await vi.waitUntil(() => unloaded.includes('scheduled'), { timeout: 15_000 });
    expect(await schedule()).toMatchObject({ paused: true, nextAt, lastAt: expect.any(String) });
    expect(await operator.post(`${path}/resume`)).toMatchObject({ status: 200, json: { paused: false } });
    const entries = (await logOf(installationId)).filter((entry) => entry.subject_type === 'schedule');
    expect(entries.map(({ action }) => action)).toEqual([
      'installation-schedules:pause',
      'installation-schedules:run',
      'installation-schedules:resume',
    ]);
    expect(entries[1]?.changes['jobId']).toEqual({ before: null, after: run.json.jobId });
  });

  it('are told of what is not there, and of queries that are none', async () => {
    const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';
    for (const url of [
      'queues/quay.load/pause',
      'queues/quay.load/retry-dead',
      'schedules/quay.daily/run',
      `jobs/${nobody}/retry`,
    ])
      expect(await operator.post(`/v1/installation/${url}`), url).toMatchObject({
        status: 404,
        json: { code: 'not_found' },
      });
    expect((await operator.get('/v1/installation/queues/quay.load/jobs')).status).toBe(404);
    expect((await operator.post('/v1/installation/jobs/x/retry')).status).toBe(400);
    for (const query of ['state=done', 'limit=0', 'limit=201', 'cursor=x', 'cursor=bnVsbA', 'organization=x'])
      expect(await operator.get(`${queue}/jobs?${query}`), query).toMatchObject({
        status: 400,
        json: { code: 'validation_failed' },
      });
  });

  it('are nobody of an organization, whatever their role there', async () => {
    const before = await logOf(installationId);
    const paths = [`${queue}/pause`, `${queue}/retry-dead`, '/v1/installation/schedules/quay.yearly/run'];
    for (const path of paths)
      expect(await ada.post(path), path).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    for (const path of ['queues', 'schedules', 'queues/quay.unload/jobs'])
      expect((await ada.get(`/v1/installation/${path}`)).status, path).toBe(403);
    expect(await queueNow()).toMatchObject({ paused: false });
    expect(await logOf(installationId)).toEqual(before);
  });
});
