import { acrossOrganizations, currentScope, inScope, type OwnScope } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { WakeSignals } from '@keelson/sql/ports';
import { type Bindable, Database, databaseNow, failureOf, newId, storedScope } from '@keelson/sql/ports';
import { jobsAreDue } from './wake-topics.js';

/** A job that is to be written. */
export interface NewJob {
  /** Whose job it is. */
  readonly scope: OwnScope;
  /** The name of the job, or of the subscriber. */
  readonly queue: string;
  readonly kind: 'job' | 'delivery';
  readonly payload: object;
  readonly maxAttempts: number;
  /** 0 (first) to 9 (last); 5 unless said otherwise. */
  readonly priority?: number;
  readonly notBefore?: Date;
  /** Jobs of one line run one by one, in the order of their sequence; one that is dead holds the later ones. */
  readonly line?: { readonly name: string; readonly sequence: number };
  readonly eventId?: string;
  readonly callerId: string | null;
  /** The API key of the request that caused it. */
  readonly keyId?: string | null;
  readonly requestId: string;
  readonly operation: string | null;
}

const columns = [
  'id',
  'organization_id',
  'queue',
  'kind',
  'state',
  'payload',
  'priority',
  'run_at',
  'max_attempts',
  'line',
  'line_sequence',
  'dedupe_key',
  'caller_id',
  'key_id',
  'request_id',
  'operation',
  'event_id',
] as const;
const constants = `version, created_at, updated_at, attempt, cancel_requested`;
const one = `(${columns.map(() => '?').join(', ')}, 1, ${databaseNow}, ${databaseNow}, 0, FALSE)`;
const insert = `INSERT INTO jobs (${columns.join(', ')}, ${constants}) VALUES `;

/** Rows of one statement; few sizes, so that few statements are kept prepared. */
const sizes = [256, 64, 16, 4, 1] as const;

/** Writes jobs, in the transaction under way if there is one, and wakes the dispatcher after its commit. */
@Injectable()
export class JobRows {
  constructor(
    private readonly database: Database,
    private readonly wakes: WakeSignals,
  ) {}

  /** @returns the ids, in the order of the jobs */
  async add(jobs: readonly NewJob[]): Promise<string[]> {
    const ids = jobs.map(() => newId());
    let at = 0;
    for (const size of sizes)
      for (; jobs.length - at >= size; at += size) {
        const part = jobs.slice(at, at + size);
        const values = part.flatMap((job, index) => valuesOf(job, ids[at + index] as string, null));
        await asOwner(part, () => this.database.write(insert + Array(size).fill(one).join(', '), values));
      }
    if (jobs.length > 0) this.wakes.send(jobsAreDue);
    return ids;
  }

  /**
   * Writes a job unless one of its organization and queue with the same key waits or runs.
   * @returns the id of the new job, or of the other one
   */
  async addOnce(job: NewJob, key: string): Promise<string> {
    for (;;) {
      const id = newId();
      if (await this.insertOnce(job, id, key)) {
        this.wakes.send(jobsAreDue);
        return id;
      }
      // Committed by now: the insert has waited for whoever held the key.
      const [other] = await asOwner([job], () =>
        this.database.read<{ id: string }>(
          'SELECT id FROM jobs WHERE organization_id = ? AND queue = ? AND dedupe_key = ?',
          [storedScope(job.scope), job.queue, key],
        ),
      );
      // Or over by now, and the key is free again.
      if (other) return other.id;
    }
  }

  private async insertOnce(job: NewJob, id: string, key: string): Promise<boolean> {
    const values = valuesOf(job, id, key);
    if (this.database.dialect === 'postgres') {
      // An error would end the transaction; the row that is in the way has the same organization and queue.
      const { affected } = await acrossOrganizations(
        'inserts a job unless one with the same key exists',
        () =>
          this.database.write(
            `${insert}${one} ON CONFLICT (organization_id, queue, dedupe_key) DO NOTHING`,
            values,
          ),
      );
      return affected === 1;
    }
    try {
      await asOwner([job], () => this.database.write(insert + one, values));
      return true;
    } catch (error) {
      if (failureOf(error) !== 'duplicate') throw error;
      return false;
    }
  }
}

function valuesOf(job: NewJob, id: string, key: string | null): Bindable[] {
  return [
    id,
    storedScope(job.scope),
    job.queue,
    job.kind,
    job.notBefore ? 'delayed' : 'waiting',
    JSON.stringify(job.payload),
    job.priority ?? 5,
    job.notBefore ?? null,
    job.maxAttempts,
    job.line?.name ?? null,
    job.line?.sequence ?? null,
    key,
    job.callerId,
    job.keyId ?? null,
    job.requestId,
    job.operation,
    job.eventId ?? null,
  ];
}

/** In the scope of the jobs' owner, unless the work under way is for several. */
function asOwner<T>([job]: readonly NewJob[], work: () => Promise<T>): Promise<T> {
  return job && currentScope().kind !== 'across' ? inScope(job.scope, work) : work();
}
