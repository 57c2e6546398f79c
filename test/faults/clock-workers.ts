import { type Engine, openSql, type SqlSession } from '@keelson/testing/servers';
import { Client, type Person } from './client.js';
import { Installation } from './installation.js';
import { Ledger } from './ledger.js';
import { Load } from './load.js';
import { Random } from './random.js';
import { Recorder } from './recorder.js';
import { prepareFaults } from './run.js';
import type { ServerSlot } from './server-slot.js';

/** An api process, and two places for workers whose clocks may be wrong. */
export class ClockWorkers {
  private constructor(
    private readonly recorder: Recorder,
    private readonly installation: Installation,
    private readonly sql: SqlSession,
    private readonly client: Client,
    private readonly person: Person,
    readonly workers: readonly [ServerSlot, ServerSlot],
  ) {}

  static async start(engine: Engine): Promise<ClockWorkers> {
    await prepareFaults();
    const recorder = await Recorder.start();
    const installation = await Installation.start(engine, { LEDGER_RECORDER: recorder.url });
    await installation.arrange('split');
    const [api, , one, other] = installation.slots as [ServerSlot, ServerSlot, ServerSlot, ServerSlot];
    await api.settle();
    const ledger = new Ledger();
    const client = new Client(installation.addresses, ledger, new Random(1));
    const load = new Load(client, ledger, new Random(1), { organizations: 1, concurrency: 1, pace: 1 });
    await load.prepare();
    const sql = await openSql(engine, installation.databaseUrl);
    return new ClockWorkers(recorder, installation, sql, client, load.people[0] as Person, [one, other]);
  }

  /** Asks for a task. @returns the answer's status, and the id of its job */
  async ask(kind: string, token: string): Promise<{ status: number | undefined; id: string }> {
    const body = { kind, token };
    const answer = await this.client.send({
      method: 'POST',
      path: '/v1/ledger-tasks',
      body,
      key: token,
      person: this.person,
    });
    return { status: answer?.status, id: (answer?.json as { id: string } | undefined)?.id ?? '' };
  }

  async job(id: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    return (await this.sql.query('SELECT * FROM jobs WHERE id = ?', [id]))[0];
  }

  unfinished(): Promise<readonly Record<string, unknown>[]> {
    return this.sql.query(
      "SELECT queue, state, attempt FROM jobs WHERE state IN ('waiting', 'delayed', 'held', 'active')",
    );
  }

  /** The tokens of the tasks that were done, one for each time. */
  async done(prefix: string): Promise<unknown[]> {
    const effects = await this.sql.query(
      "SELECT cause FROM ledger_effects WHERE done_by = 'ledger.row' AND cause LIKE ? ORDER BY cause",
      [`${prefix}%`],
    );
    return effects.map(({ cause }) => cause);
  }

  async remove(): Promise<void> {
    await this.sql.end();
    await this.installation.remove();
    this.recorder.stop();
  }
}
