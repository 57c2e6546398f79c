import { Injectable } from '@nestjs/common';
import { faultPoint, type Lease } from '@keelson/sql/ports';
import { Database, databaseNow, paddedToPowerOfTwo } from '@keelson/sql/ports';
import { type Carriage, JobTransport } from '../queue/ports.js';
import { carriageOf, envelopeColumns, type EnvelopeRow } from './carriage.js';
import { marks, touched } from './job-sql.js';
import { DelayedWork } from './delayed-work.js';
import { JobHolds } from './job-holds.js';
import { JobsSettings } from './jobs.settings.js';
import { LineHeads } from './line-heads.js';
import { QueuePauses } from './queue-pauses.js';
import { organizationsAtOnce, WaitingWork, type Candidate } from './waiting-work.js';

const beforeEnqueue = faultPoint('dispatcher.before-enqueue', 'worker');
const afterEnqueue = faultPoint('dispatcher.after-enqueue', 'worker');

/** Jobs in flight of one queue, whoever's. */
const mostOfQueue = 512;
/** Milliseconds until room for less than a quarter of those is used all the same. */
const refillEveryMs = 100;
/** Jobs that are admitted in one transaction. */
const jobsPerTransaction = 256;
/** Candidates of an organization, however many there are. */
const leastShare = 8;

/** Whoever was told that a queue is paused, or an organization held, sees none of its jobs begin, though the present round may not know of it yet. */
const unpaused =
  'queue NOT IN (SELECT name FROM job_queues WHERE paused = TRUE) AND organization_id NOT IN (SELECT id FROM job_holds)';

const none: ReadonlyMap<string, Date> = new Map();

/** Jobs in flight by queue, and by queue and organization: `mail`, `mail 0198…`. */
type Flying = ReadonlyMap<string, number>;
/** A job, and how many of its queue and organization are ahead of it or beside it. */
type Ranked = Candidate & { readonly rank: number };

/**
 * Hands due jobs to BullMQ, so many of each organization at a time, and the rest stays in the database: whoever has ten
 * thousand jobs has no more of them in the queue than whoever has sixteen. Within the queue BullMQ's priority is the rank
 * among the organization's own jobs in flight, so that the first job of one goes before the second of another.
 */
@Injectable()
export class Admission {
  private readonly inFlight: number;
  /** Where the last look at a queue with very many organizations ended. */
  private readonly lookedUntil = new Map<string, string>();
  /** Lines of the jobs in flight, by job. */
  private readonly lines = new Map<string, string>();
  /** Admitted, and perhaps not yet in BullMQ: handed over again until it says yes. */
  private readonly owed = new Map<string, Carriage[]>();
  private readonly refilledAt = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly transport: JobTransport,
    private readonly waiting: WaitingWork,
    private readonly heads: LineHeads,
    private readonly pauses: QueuePauses,
    private readonly holds: JobHolds,
    private readonly delayed: DelayedWork,
    { inFlightPerOrganization }: JobsSettings,
  ) {
    this.inFlight = inFlightPerOrganization;
  }

  /** What a process that has just become the dispatcher can't know. */
  async begin(): Promise<void> {
    this.owed.clear();
    this.lines.clear();
    const rows = await this.database.read<{ id: string; line: string }>(
      "SELECT id, line FROM jobs WHERE state = 'active' AND line IS NOT NULL",
    );
    for (const { id, line } of rows) this.lines.set(id, line);
    await this.heads.releaseAll();
  }

  /** Admits what is due. @returns whether there may be more at once. @throws Error; LeaseLostError */
  async admit(lease: Lease): Promise<boolean> {
    await this.handOver();
    await this.delayed.promote(lease);
    await this.followLines();
    // Asked, not remembered: a server that answered too late may have broken no connection, and then none comes back.
    if (this.transport.away && !(await this.transport.takesJobs())) return false;
    const [flying, paused, anyHeld] = await Promise.all([
      this.flying(),
      this.pauses.paused(),
      this.holds.any(),
    ]);
    const { chosen, more } = await this.choose(flying, paused, anyHeld);
    if (chosen.length === 0) return more;
    // A row that is active waits for a worker: it must not wait for a server that takes none.
    if (!(await this.transport.takesJobs())) return false;
    const held = await this.heads.blocked(chosen.filter(({ line }) => line !== null).map(({ id }) => id));
    await this.move(lease, chosen, held);
    await this.handOver();
    return more || held.size > 0;
  }

  private async flying(): Promise<Flying> {
    const rows = await this.database.read<{ queue: string; organization_id: string; n: number | string }>(
      "SELECT queue, organization_id, COUNT(*) AS n FROM jobs WHERE state = 'active' GROUP BY queue, organization_id",
    );
    const flying = new Map<string, number>();
    for (const { queue, organization_id: organizationId, n } of rows)
      for (const key of [queue, `${queue} ${organizationId}`])
        flying.set(key, (flying.get(key) ?? 0) + Number(n));
    return flying;
  }

  /** A line whose job is no longer in flight may go on. */
  private async followLines(): Promise<void> {
    if (this.lines.size === 0) return;
    const rows = await this.database.read<{ id: string }>(
      "SELECT id FROM jobs WHERE state = 'active' AND line IS NOT NULL",
    );
    const running = new Set(rows.map(({ id }) => id));
    const ended = [...this.lines].filter(([id]) => !running.has(id));
    await this.heads.release([...new Set(ended.map(([, line]) => line))]);
    for (const [id] of ended) this.lines.delete(id);
  }

  private async choose(
    flying: Flying,
    paused: ReadonlySet<string>,
    anyHeld: boolean,
  ): Promise<{ chosen: Ranked[]; more: boolean }> {
    const chosen: Ranked[] = [];
    let full = false;
    for (const queue of await this.waiting.queues()) {
      const free = mostOfQueue - (flying.get(queue) ?? 0);
      if (paused.has(queue) || free <= 0) continue;
      const organizations = await this.organizations(queue);
      const held = anyHeld ? await this.holds.among(organizations) : none;
      full ||= organizations.length === organizationsAtOnce;
      // A quarter at a time, of an organization and of the queue: one by one, each would cost a transaction. Of a queue that
      // is quick, that is; and whoever has none in flight does not wait for it.
      const refills =
        free >= mostOfQueue / 4 ||
        performance.now() - (this.refilledAt.get(queue) ?? -Infinity) >= refillEveryMs;
      if (refills) this.refilledAt.set(queue, performance.now());
      const open = organizations.filter((id) => {
        if (held.has(id)) return false;
        const own = flying.get(`${queue} ${id}`) ?? 0;
        return own === 0 || (refills && own <= this.inFlight * 0.75);
      });
      const share = this.share(open.length);
      const candidates = await this.waiting.candidates(queue, open, share);
      const found = new Map<string, number>();
      for (const { organizationId } of candidates)
        found.set(organizationId, (found.get(organizationId) ?? 0) + 1);
      full ||= [...found.values()].some((count) => count >= share);
      const ranked = this.ranked(candidates, flying).sort((a, b) => a.rank - b.rank);
      chosen.push(...ranked.slice(0, free));
    }
    // Over all queues: however much waits in one, the first of another go before it.
    chosen.sort((a, b) => a.rank - b.rank);
    return {
      chosen: chosen.slice(0, jobsPerTransaction),
      more: chosen.length > jobsPerTransaction || (full && chosen.length > 0),
    };
  }

  /**
   * Candidates of each organization: more than there is room for, since those that wait for their line take none, but of many
   * organizations not all that they might have, only for most of it to be left. Few values, as they are part of a statement.
   */
  private share(organizations: number): number {
    const even = 2 ** Math.ceil(Math.log2((jobsPerTransaction * 2) / Math.max(organizations, 1)));
    return Math.min(this.inFlight * 2, Math.max(even, leastShare));
  }

  /** The next organizations of a queue; from the first one again after the last. */
  private async organizations(queue: string): Promise<string[]> {
    const after = this.lookedUntil.get(queue) ?? null;
    const found = await this.waiting.organizations(queue, after);
    const last = found.length === organizationsAtOnce ? found.at(-1) : undefined;
    if (last) this.lookedUntil.set(queue, last);
    else this.lookedUntil.delete(queue);
    return found.length === 0 && after ? this.waiting.organizations(queue, null) : found;
  }

  /** Numbers each organization's candidates after what it has in flight; drops those beyond the bound, unless they have a line. */
  private ranked(candidates: readonly Candidate[], flying: Flying): Ranked[] {
    const taken = new Map<string, number>();
    const sorted = [...candidates].sort((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1));
    return sorted.flatMap((one) => {
      const key = `${one.queue} ${one.organizationId}`;
      const rank = (taken.get(key) ?? flying.get(key) ?? 0) + 1;
      taken.set(key, rank);
      return rank <= this.inFlight || one.line !== null ? [{ ...one, rank }] : [];
    });
  }

  /** One transaction: rows become active, or held; what was admitted is owed to BullMQ from the commit on. */
  private async move(lease: Lease, chosen: readonly Ranked[], held: ReadonlySet<string>): Promise<void> {
    const ranks = new Map(chosen.map(({ id, rank }) => [id, rank]));
    const free = chosen.filter(({ id, rank }) => !held.has(id) && rank <= this.inFlight);
    const rows = await this.database.separateTransaction(async () => {
      await lease.assertHeld();
      await this.hold([...held]);
      const ids = paddedToPowerOfTwo(free.map(({ id }) => id).sort());
      if (free.length === 0) return [];
      const locked = await this.database.read<EnvelopeRow & { line: string | null; now: Date }>(
        `SELECT ${envelopeColumns}, line, ${databaseNow} AS now FROM jobs WHERE id IN (${marks(ids)}) AND state = 'waiting' AND ${unpaused} ORDER BY id FOR UPDATE`,
        ids,
      );
      if (locked.length === 0) return [];
      const admitted = paddedToPowerOfTwo(locked.map(({ id }) => id));
      await this.database.write(
        `UPDATE jobs SET state = 'active', attempt = attempt + 1, admitted_at = ${databaseNow}, ${touched} WHERE id IN (${marks(admitted)})`,
        admitted,
      );
      return locked;
    });
    for (const { line, now, ...row } of rows) {
      if (line) this.lines.set(row.id, line);
      const carriage = carriageOf(
        { ...row, attempt: row.attempt + 1, admitted_at: now },
        (ranks.get(row.id) ?? 1) * 10 + row.priority,
      );
      this.owed.set(row.queue, [...(this.owed.get(row.queue) ?? []), carriage]);
    }
    if (rows.length > 0) beforeEnqueue();
  }

  private async hold(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const padded = paddedToPowerOfTwo([...ids].sort());
    await this.database.write(
      `UPDATE jobs SET state = 'held', ${touched} WHERE id IN (${marks(padded)}) AND state = 'waiting'`,
      padded,
    );
  }

  private async handOver(): Promise<void> {
    for (const [queue, carriages] of this.owed) {
      await this.transport.carry(queue, carriages);
      this.owed.delete(queue);
      afterEnqueue();
    }
  }
}
