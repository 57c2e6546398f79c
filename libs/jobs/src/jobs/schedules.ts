import {
  acrossOrganizations,
  FeatureRegistry,
  installationScope,
  type ScheduleDefinition,
} from '@keelson/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { BackgroundLoops } from '@keelson/runtime/ports';
import { Database, databaseNow, failureOf, newId } from '@keelson/sql/ports';
import { counter } from '@keelson/runtime/ports';
import { sealJob } from './job-envelope.js';
import { JobRows } from './job-rows.js';
import { nextMoment, ruleOf } from './schedule-clock.js';
import { schedulesOf } from './schedules-point.js';

/** `result` is on-time, late (once, for all that was missed), skipped or failed. */
const scheduleFirings = counter({
  name: 'keelson_schedule_firings_total',
  help: 'Schedule runs handled by this process, by schedule and result.',
  labels: ['schedule', 'result'],
});

const lookMs = 1_000;
/** Milliseconds after its moment from which a schedule counts as missed: nobody was there. */
const missedAfterMs = 60_000;

/** Most schedules that are shown; what they are is code. */
export const mostSchedules = 1_000;

/** A schedule as it stands. */
export interface ScheduleState {
  readonly name: string;
  readonly nextAt: Date;
  /** When it last wrote its job; null when it never did. */
  readonly lastAt: Date | null;
  readonly paused: boolean;
  /** What this program says of it; null when another version has it. */
  readonly definition: ScheduleDefinition | null;
}

interface StateRow {
  readonly name: string;
  readonly next_at: Date;
  readonly last_at: Date | null;
  readonly paused: number | boolean;
}

interface ScheduleRow {
  readonly name: string;
  readonly rule: string;
  readonly next_at: Date;
  readonly now: Date;
}

/**
 * Jobs that come round by the clock. Every process with workers looks; who moves a schedule's row from the moment that is
 * due to the next one writes the job in the same transaction, so it comes once.
 */
@Injectable()
export class Schedules {
  private readonly logger = new Logger('Schedules');
  private readonly definitions: ReadonlyMap<string, ScheduleDefinition>;
  private known = false;
  /** Those that fail, so that each is reported once. */
  private readonly failing = new Set<string>();

  /** @throws Error when a schedule's cron, time zone or payload is not valid */
  constructor(
    registry: FeatureRegistry,
    private readonly database: Database,
    private readonly rows: JobRows,
    loops: BackgroundLoops,
  ) {
    const all = schedulesOf(registry);
    this.definitions = new Map(all.map((one) => [one.name, one]));
    for (const one of all) {
      nextMoment(one, new Date(0));
      sealJob(one.job, one.payload);
    }
    if (this.definitions.size > 0)
      loops.add({
        name: 'schedules',
        title: 'The schedule check',
        everyMs: lookMs,
        role: 'worker',
        round: () => this.look(),
      });
  }

  async states(): Promise<ScheduleState[]> {
    const rows = await this.database.read<StateRow>(
      `SELECT name, next_at, last_at, paused FROM job_schedules ORDER BY name LIMIT ${mostSchedules}`,
    );
    return rows.map((row) => this.stateOf(row));
  }

  /** @returns null when there is no such schedule */
  async state(name: string): Promise<ScheduleState | null> {
    const [row] = await this.database.read<StateRow>(
      'SELECT name, next_at, last_at, paused FROM job_schedules WHERE name = ? LIMIT 1',
      [name],
    );
    return row ? this.stateOf(row) : null;
  }

  private stateOf({ name, next_at, last_at, paused }: StateRow): ScheduleState {
    const definition = this.definitions.get(name) ?? null;
    return { name, nextAt: next_at, lastAt: last_at, paused: Boolean(paused), definition };
  }

  /** @returns false when there is no such schedule */
  async pause(name: string): Promise<boolean> {
    const { affected } = await this.database.write('UPDATE job_schedules SET paused = TRUE WHERE name = ?', [
      name,
    ]);
    return affected > 0;
  }

  /** What came due meanwhile counts as missed. @returns false when there is no such schedule */
  async resume(name: string): Promise<boolean> {
    const { affected } = await this.database.write('UPDATE job_schedules SET paused = FALSE WHERE name = ?', [
      name,
    ]);
    return affected > 0;
  }

  /**
   * Writes the job of a schedule now, beside its moments, which stay as they are; needs a transaction.
   * @returns the job's id; null when this program has no such schedule
   */
  async runNow(name: string): Promise<string | null> {
    const definition = this.definitions.get(name);
    if (!definition) return null;
    await this.database.write(`UPDATE job_schedules SET last_at = ${databaseNow} WHERE name = ?`, [name]);
    return this.writeJob(definition);
  }

  private async look(): Promise<void> {
    if (!this.known) this.known = await this.makeKnown();
    const due = await this.database.read<ScheduleRow>(
      `SELECT name, rule, next_at, ${databaseNow} AS now FROM job_schedules WHERE next_at <= ${databaseNow} AND paused = FALSE LIMIT 1000`,
    );
    for (const row of due) {
      const definition = this.definitions.get(row.name);
      // Of another version of this program, which has it.
      if (definition) await this.apart(definition, () => this.fire(definition, row));
    }
  }

  /** One schedule that fails must not stop those after it. @returns whether it did not fail */
  private async apart({ name }: ScheduleDefinition, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      this.failing.delete(name);
      return true;
    } catch (error) {
      if ((error as { kind?: unknown }).kind === 'unavailable') throw error;
      scheduleFirings.inc({ schedule: name, result: 'failed' });
      if (!this.failing.has(name))
        this.logger.error(`The schedule ${name} failed and will be retried every second`, error);
      this.failing.add(name);
      return false;
    }
  }

  private async fire(definition: ScheduleDefinition, { name, next_at, now }: ScheduleRow): Promise<void> {
    const missed = now.getTime() - next_at.getTime() > missedAfterMs;
    const runs = !missed || definition.missed === 'once';
    const moved = await this.database.separateTransaction(async () => {
      const { affected } = await this.database.write(
        `UPDATE job_schedules SET next_at = ?${runs ? `, last_at = ${databaseNow}` : ''} WHERE name = ? AND next_at = ? AND paused = FALSE`,
        [nextMoment(definition, now), name, next_at],
      );
      if (affected === 0 || !runs) return affected > 0;
      await this.writeJob(definition, { requestId: newId(), operation: name });
      return true;
    });
    if (!moved) return;
    scheduleFirings.inc({ schedule: name, result: missed ? (runs ? 'late' : 'skipped') : 'on-time' });
    if (missed)
      this.logger.warn(
        `The schedule ${name} missed a run${runs ? ' and runs once now' : ', which is skipped'}`,
        {
          since: next_at.toISOString(),
        },
      );
  }

  private async writeJob(
    { job, payload }: ScheduleDefinition,
    cause: { readonly requestId?: string; readonly operation?: string } = {},
  ): Promise<string> {
    const row = { ...sealJob(job, payload), scope: installationScope, ...cause };
    const [id] = await acrossOrganizations('enqueues a scheduled job', () =>
      this.rows.add([{ ...row, queue: job.name, kind: 'job', maxAttempts: job.attempts }]),
    );
    return id as string;
  }

  /** Writes the rows of new schedules. @returns whether all are known */
  private async makeKnown(): Promise<boolean> {
    const rows = await this.database.read<ScheduleRow>(
      `SELECT name, rule, next_at, ${databaseNow} AS now FROM job_schedules`,
    );
    const known = new Map(rows.map((row) => [row.name, row]));
    const [clock] = await this.database.read<{ now: Date }>(`SELECT ${databaseNow} AS now`);
    let all = clock !== undefined;
    for (const definition of clock ? this.definitions.values() : []) {
      const row = known.get(definition.name);
      const wellKnown = await this.apart(definition, () =>
        row ? this.countAnew(definition, row) : this.insert(definition, clock?.now as Date),
      );
      all &&= wellKnown;
    }
    return all;
  }

  /**
   * A rule that has changed, and a moment to come that the rule no longer gives: a government has moved the clocks, and the
   * time zones of this program know it.
   */
  private async countAnew(definition: ScheduleDefinition, row: ScheduleRow): Promise<void> {
    const rule = ruleOf(definition);
    const next = nextMoment(definition, row.now);
    if (row.rule === rule && (row.next_at <= row.now || row.next_at.getTime() === next.getTime())) return;
    await this.database.write(
      'UPDATE job_schedules SET rule = ?, next_at = ? WHERE name = ? AND rule = ? AND next_at = ?',
      [rule, next, definition.name, row.rule, row.next_at],
    );
  }

  private async insert(definition: ScheduleDefinition, now: Date): Promise<void> {
    try {
      await this.database.write(
        'INSERT INTO job_schedules (name, rule, next_at, paused) VALUES (?, ?, ?, FALSE)',
        [definition.name, ruleOf(definition), nextMoment(definition, now)],
      );
    } catch (error) {
      // Another process was first.
      if (failureOf(error) !== 'duplicate') throw error;
    }
  }
}
