import { inScope, maybeContext } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { type Bindable, Database, databaseLater, databaseNow, newId, storedScope } from '@keelson/sql/ports';
import { touched, whenDone, whenOver } from './job-sql.js';
import type { AttemptRef } from './attempt-ref.js';
import { AuditLog } from '@keelson/operations/ports';
import { DoneBatch } from './done-batch.js';
import type { AttemptOutcome } from './failed-attempt.entity.js';
import { JobFiles } from './files/job-files.js';
import { TakenOverError } from './job-handler.js';
import type { JobProblem, JobProgress } from './job.entity.js';

export interface Failure {
  readonly outcome: AttemptOutcome;
  /** For administrators. */
  readonly error: string;
  /** For the client. */
  readonly problem: JobProblem;
  /** Whether the job ends as cancelled because who it acts for has lost the right to it. */
  readonly rightsLost?: boolean;
  /** Milliseconds until the next attempt; null when there is none. */
  readonly retryInMs: number | null;
  /** How far the attempt was, if its row does not show it yet. */
  readonly progress?: JobProgress | null;
}

const whenFailed = 'problem = ?, progress = COALESCE(?, progress)';

const its = "id = ? AND organization_id = ? AND state = 'active' AND attempt = ?";

/** What becomes of attempts, written into the job's row if it still is that attempt's. */
@Injectable()
export class JobMarks {
  private readonly batch: DoneBatch;

  constructor(
    private readonly database: Database,
    private readonly files: JobFiles,
    private readonly audit: AuditLog,
  ) {
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

  /**
   * Puts the job in turn again as if this attempt had not been, after a pause if one is given; ends it if it was cancelled.
   * @param cancelled what is kept of the attempt then
   * @returns what became of it; null when it was no longer this attempt's
   */
  async givenBack(
    ref: AttemptRef,
    cancelled: Failure,
    pauseMs = 0,
  ): Promise<'given-back' | 'cancelled' | null> {
    const isDelayed = pauseMs > 0;
    const turn = isDelayed
      ? `state = 'delayed', run_at = ${databaseLater(this.database.dialect)}`
      : "state = 'waiting'";
    const isBack = await this.update(
      ref,
      `UPDATE jobs SET ${turn}, max_attempts = max_attempts + 1, ${touched} WHERE ${its} AND cancel_requested = FALSE`,
      isDelayed ? [pauseMs] : [],
    );
    if (isBack) return 'given-back';
    return (await this.endIfCancelled(ref, cancelled)) ? 'cancelled' : null;
  }

  private endIfCancelled(ref: AttemptRef, failure: Failure): Promise<boolean> {
    return this.database.transaction(async () => {
      const ended = await this.cancelled(ref, failure);
      if (ended) await this.keep(ref, failure);
      return ended;
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

  private async plan(ref: AttemptRef, { problem, retryInMs, outcome, progress }: Failure): Promise<boolean> {
    if (outcome === 'cancelled') return false;
    const told = [JSON.stringify(problem), progress ? JSON.stringify(progress) : null];
    if (retryInMs === null)
      return this.update(
        ref,
        `UPDATE jobs SET state = 'dead', ${whenFailed}, ${whenOver} WHERE ${its}`,
        told,
      );
    return this.update(
      ref,
      `UPDATE jobs SET state = 'delayed', run_at = ${databaseLater(this.database.dialect)}, ${whenFailed}, ${touched} WHERE ${its} AND cancel_requested = FALSE`,
      [retryInMs, ...told],
    );
  }

  private async cancelled(ref: AttemptRef, { problem, progress, rightsLost }: Failure): Promise<boolean> {
    const ended = await this.update(
      ref,
      `UPDATE jobs SET state = 'cancelled', ${whenFailed}, line = NULL, ${whenOver} WHERE ${its}${rightsLost ? '' : ' AND cancel_requested = TRUE'}`,
      [JSON.stringify(problem), progress ? JSON.stringify(progress) : null],
    );
    if (ended && ref.scope.kind === 'organization')
      await inScope(ref.scope, async () => {
        await this.files.abandon(ref.id);
        if (rightsLost) await this.recordLostRights(ref, problem);
      });
    return ended;
  }

  /** Of a job that a user cancels, the operation is recorded. */
  private recordLostRights({ id, scope }: AttemptRef, { code, detail }: JobProblem): Promise<void> {
    const details = { state: 'cancelled', code, reason: detail ?? '' };
    const subject = { subjectType: 'job', subjectId: id } as const;
    return this.audit.record(
      { action: 'jobs:cancel', kind: 'updated', ...subject, actorId: null, details },
      scope,
    );
  }

  /**
   * Keeps the row of a job from changing hands until the transaction under way is over.
   * @throws TakenOverError when it is no longer this attempt's
   */
  async hold(ref: AttemptRef): Promise<void> {
    const rows = await inScope(ref.scope, () =>
      this.database.read(`SELECT id FROM jobs WHERE ${its} FOR UPDATE`, [
        ref.id,
        storedScope(ref.scope),
        ref.attempt,
      ]),
    );
    if (rows.length === 0) throw new TakenOverError();
  }

  private async keep(ref: AttemptRef, { outcome, error }: Failure): Promise<void> {
    await inScope(ref.scope, () =>
      this.database.write(
        `INSERT INTO job_attempts (id, organization_id, version, created_at, updated_at, job_id, number, outcome, error, started_at, ended_at) VALUES (?, ?, 1, ${databaseNow}, ${databaseNow}, ?, ?, ?, ?, ?, ${databaseNow})`,
        [newId(), storedScope(ref.scope), ref.id, ref.attempt, outcome, error, ref.admittedAt],
      ),
    );
  }

  private async update(ref: AttemptRef, sql: string, values: readonly Bindable[]): Promise<boolean> {
    const { affected } = await inScope(ref.scope, () =>
      this.database.write(sql, [...values, ref.id, storedScope(ref.scope), ref.attempt]),
    );
    return affected === 1;
  }
}
