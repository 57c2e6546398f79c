import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Client, type Person } from '../../faults/client.js';
import { Installation } from '../../faults/installation.js';
import { Ledger } from '../../faults/ledger.js';
import { Load } from '../../faults/load.js';
import { Random } from '../../faults/random.js';
import { Recorder } from '../../faults/recorder.js';
import { prepareFaults } from '../../faults/run.js';
import type { ServerSlot } from '../../faults/server-slot.js';
import { openSql, type SqlSession } from '../../support/sql-session.js';

const hourMs = 3_600_000;
const clocks = [
  ['ahead', hourMs],
  ['behind', -hourMs],
] as const;

let recorder: Recorder;
let installation: Installation;
let sql: SqlSession;
let workers: readonly [ServerSlot, ServerSlot];
let client: Client;
let person: Person;

beforeAll(async () => {
  await prepareFaults();
  recorder = await Recorder.start();
  installation = await Installation.start(inject('engine'), { LEDGER_RECORDER: recorder.url });
  await installation.arrange('split');
  const [api, , one, other] = installation.slots as [ServerSlot, ServerSlot, ServerSlot, ServerSlot];
  workers = [one, other];
  await api.settle();
  const ledger = new Ledger();
  client = new Client(installation.addresses, ledger, new Random(1));
  const load = new Load(client, ledger, new Random(1), { organizations: 1, concurrency: 1, pace: 1 });
  await load.prepare();
  person = load.people[0] as Person;
  sql = await openSql(inject('engine'), installation.databaseUrl);
}, 180_000);
afterAll(async () => {
  await sql?.end();
  await installation?.remove();
  recorder?.stop();
});

async function start(kind: string, token: string): Promise<string> {
  const answer = await client.send({
    method: 'POST',
    path: '/v1/ledger-tasks',
    body: { kind, token },
    key: token,
    person,
  });
  expect(answer?.status).toBe(202);
  return (answer?.json as { id: string } | undefined)?.id ?? '';
}

const jobOf = async (id: string) => (await sql.query('SELECT * FROM jobs WHERE id = ?', [id]))[0];
const unfinished = () =>
  sql.query("SELECT queue, state, attempt FROM jobs WHERE state IN ('waiting', 'delayed', 'held', 'active')");

describe('Work of a worker whose clock is an hour', () => {
  it.each(clocks)(
    '%s, and that is killed, is done by another one soon, and once',
    async (which, clockMs) => {
      const [wrong, right] = workers;
      const tokens = Array.from({ length: 6 }, (_, n) => `row-${which}-${n}`);
      for (const token of tokens) await start('row', token);
      const { ended } = wrong.begin({ clockMs, fault: 'job.in-handler:2' });
      expect((await ended).signal).toBe('SIGKILL');
      expect(await right.begin().ready).toBe(true);
      await vi.waitFor(async () => expect(await unfinished()).toEqual([]), {
        timeout: 60_000,
        interval: 200,
      });
      const effects = await sql.query(
        "SELECT cause FROM ledger_effects WHERE done_by = 'ledger.row' AND cause LIKE ? ORDER BY cause",
        [`row-${which}-%`],
      );
      expect(effects.map(({ cause }) => cause)).toEqual(tokens);
      await right.end('SIGKILL');
    },
    90_000,
  );

  it('ahead or behind is its own, however long it takes', async () => {
    const [ahead, behind] = workers;
    await Promise.all([ahead.begin({ clockMs: hourMs }).ready, behind.begin({ clockMs: -hourMs }).ready]);
    const jobs = await Promise.all([1, 2, 3, 4].map((n) => start('slow', `slow-${n}`)));
    await vi.waitFor(
      async () => {
        for (const id of jobs) expect(await jobOf(id)).toMatchObject({ state: 'done', attempt: 1 });
      },
      { timeout: 60_000, interval: 200 },
    );
  }, 90_000);
});
