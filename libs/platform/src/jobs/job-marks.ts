import { asOrganization, maybeContext } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { installationId } from '../audit/change-log.js';
import { Database, type Bindable } from '../persistence/database.js';
import { databaseLater, databaseNow, touched, whenDone, whenOver } from './job-sql.js';
import type { AttemptRef } from './attempt-ref.js';
import { DoneBatch } from './done-batch.js';
import type { AttemptOutcome } from './failed-attempt.entity.js';
import type { JobProblem, JobProgress } from './job.entity.js';

export interface Failure {
  readonly outcome: AttemptOutcome;
  /** For administrators. */
  readonly error: string;
  /** For the client. */
  readonly problem: JobProblem;
  /** Milliseconds until the next attempt; null when there is none. */
  readonly retryInMs: number | null;
}

const its = "id = ? AND organization_id = ? AND state = 'active' AND attempt = ?";

/** What becomes of attempts, written into the job's row if it still is that attempt's. */
@Injectable()
export class JobMarks {
  private readonly batch: DoneBatch;

  constructor(private readonly database: Database) {
    this.batch = new DoneBatch(database);
  }

  /** Within the transaction under way, if there is one. @returns false when somebody else has taken the job over, or ended it */
  done(ref: AttemptRef, result: string | null, progress: JobProgress | null): Promise<boolean> {
    if (result === null && progress === null && !maybeContext()?.unit) return this.batch.add(ref);
    return this.update(
      ref,
      `UPDATE jobs SET result = ?, progress = COALESCE(?, progress), ${whenDone} WHERE ${its}`,
      [result, progress && JSON.stringify(progress)],
    );
  }

  /** Plans the next attempt, or gives the job up; keeps the attempt. @returns false when it was no longer this attempt's */
  failed(ref: AttemptRef, failure: Failure): Promise<boolean> {
    return this.database.transaction(async () => {
      const mine = (await this.plan(ref, failure)) || (await this.cancelled(ref, failure));
      if (mine) await this.keep(ref, failure);
      return mine;
    });
  }

  /** Remembers a checkpoint, in the transaction under way if there is one. */
  saved(ref: AttemptRef, checkpoint: string): Promise<boolean> {
    return this.update(ref, `UPDATE jobs SET checkpoint = ?, ${touched} WHERE ${its}`, [checkpoint]);
  }

  progressed(ref: AttemptRef, progress: JobProgress): Promise<boolean> {
    return this.update(ref, `UPDATE jobs SET progress = ?, ${touched} WHERE ${its}`, [
      JSON.stringify(progress),
    ]);
  }

  private async plan(ref: AttemptRef, { problem, retryInMs, outcome }: Failure): Promise<boolean> {
    if (outcome === 'cancelled') return false;
    if (retryInMs === null)
      return this.update(ref, `UPDATE jobs SET state = 'dead', problem = ?, ${whenOver} WHERE ${its}`, [
        JSON.stringify(problem),
      ]);
    return this.update(
      ref,
      `UPDATE jobs SET state = 'delayed', run_at = ${databaseLater(this.database.dialect)}, problem = ?, ${touched} WHERE ${its} AND cancel_requested = FALSE`,
      [retryInMs, JSON.stringify(problem)],
    );
  }

  private cancelled(ref: AttemptRef, { problem }: Failure): Promise<boolean> {
    return this.update(
      ref,
      `UPDATE jobs SET state = 'cancelled', problem = ?, line = NULL, ${whenOver} WHERE ${its} AND cancel_requested = TRUE`,
      [JSON.stringify(problem)],
    );
  }

  private async keep(ref: AttemptRef, { outcome, error }: Failure): Promise<void> {
    const organizationId = ref.organizationId ?? installationId;
    await asOrganization(organizationId, () =>
      this.database.write(
        `INSERT INTO job_attempts (id, organization_id, version, created_at, updated_at, job_id, number, outcome, error, started_at, ended_at) VALUES (?, ?, 1, ${databaseNow}, ${databaseNow}, ?, ?, ?, ?, ?, ${databaseNow})`,
        [uuidv7(), organizationId, ref.id, ref.attempt, outcome, error, ref.admittedAt],
      ),
    );
  }

  private async update(ref: AttemptRef, sql: string, values: readonly Bindable[]): Promise<boolean> {
    const organizationId = ref.organizationId ?? installationId;
    const { affected } = await asOrganization(organizationId, () =>
      this.database.write(sql, [...values, ref.id, organizationId, ref.attempt]),
    );
    return affected === 1;
  }
}
