import type { FindingKind } from './findings.js';

/** A change of a built file, made while it is loaded (`planted-bug-hooks.mjs`). */
export interface Mutation {
  /** How its path ends. */
  readonly file: string;
  /** Stands in the file once. */
  readonly find: string;
  readonly replace: string;
  /** What the replacement refers to and does not bring along: stands in the file, too. */
  readonly uses?: string;
}

/** A fault of the kind that the crash ledger is there to find. */
export interface PlantedBug {
  readonly name: string;
  readonly mutations: readonly Mutation[];
  /** Where processes are killed to bring it out; nowhere: they go on, and are frozen now and then. */
  readonly points: readonly string[];
  /** What it must be found by. */
  readonly shows: FindingKind;
}

const jobRows = 'libs/jobs/dist/jobs/job-rows.js';
const jobRunner = 'libs/jobs/dist/jobs/job-runner.js';
const leases = 'libs/sql/dist/coordination/sql-leases.js';
const sequencer = 'libs/events/dist/event-sequencer.js';
const sealer = 'libs/operations/dist/audit/sealing/sealer.js';

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'enqueue before commit',
    mutations: [
      {
        file: jobRows,
        find: 'import { acrossOrganizations, currentScope, inScope }',
        replace: 'import { withContext, acrossOrganizations, currentScope, inScope }',
      },
      {
        file: jobRows,
        find: "this.database.write(insert + Array(size).fill(one).join(', '), values)",
        replace:
          "withContext({ unit: null }, () => this.database.write(insert + Array(size).fill(one).join(', '), values))",
      },
    ],
    points: ['operation.before-commit', 'relay.before-commit'],
    shows: 'doubled',
  },
  {
    name: 'mark before effect',
    mutations: [
      {
        file: jobRunner,
        find: 'work().then((result) => this.persist(shutdown, () => this.done(attempt, result)))',
        replace: 'this.persist(shutdown, () => this.done(attempt, null)).then(() => work())',
      },
    ],
    points: ['job.in-handler'],
    shows: 'lost',
  },
  {
    name: 'no inbox',
    mutations: [
      {
        file: jobRunner,
        find: 'this.database.separateTransaction(async () => this.done(attempt, await work()))',
        replace:
          'this.database.separateTransaction(() => work()).then((result) => { afterMark(); return this.done(attempt, result); })',
        uses: "const afterMark = faultPoint('job.after-mark'",
      },
    ],
    points: ['job.after-mark'],
    shows: 'doubled',
  },
  {
    name: 'lease not renewed',
    mutations: [
      {
        file: leases,
        find: 'const fence = now.owner === this.owner',
        replace:
          'if (now.owner === this.owner) return this.lease(name, now.fence); const fence = now.owner === this.owner',
      },
      {
        file: leases,
        find: 'await this.database.write(`UPDATE leases SET expires_at',
        replace: 'if (this.renews) await this.database.write(`UPDATE leases SET expires_at',
      },
      {
        file: leases,
        find: "return this.held(leases, ' ORDER BY name FOR UPDATE');",
        replace: 'return leases;',
      },
    ],
    points: [],
    shows: 'doubled',
  },
  {
    name: 'sequence by id',
    mutations: [
      {
        file: sequencer,
        find: 'const events = await this.outbox.waiting([sequencerSlot]);',
        replace:
          "const [last] = await this.database.read('SELECT id FROM outbox_events WHERE position IS NOT NULL ORDER BY id DESC LIMIT 1'); const events = (await this.outbox.waiting([sequencerSlot])).filter(({ id }) => id > (last?.id ?? ''));",
      },
    ],
    points: [],
    shows: 'stuck',
  },
  {
    name: 'seal by id',
    mutations: [
      {
        file: sealer,
        find: 'const entries = await unsealedEntries(this.database, batchSize);',
        replace:
          "const [last] = await this.database.read('SELECT id FROM audit_entries WHERE seal IS NOT NULL ORDER BY id DESC LIMIT 1'); const entries = (await unsealedEntries(this.database, batchSize)).filter(({ id }) => id > (last?.id ?? ''));",
      },
    ],
    points: [],
    shows: 'stuck',
  },
];
