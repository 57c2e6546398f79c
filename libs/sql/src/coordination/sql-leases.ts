import { maybeContext, withContext } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Database, databaseNow, failureOf, paddedToPowerOfTwo } from '../persistence/ports.js';
import { LeaseLostError, Leases, type Lease } from './leases.js';

const longestName = 100;
const longestSeconds = 86_400;

interface LeaseRow {
  readonly name: string;
  readonly owner: string;
  readonly fence: number;
  readonly free: number | boolean;
}

/**
 * {@link Leases} as rows of the table `leases`, which stay for good so that fences only grow. Ends are compared with the
 * database's clock alone; that of a process may be wrong by years.
 */
@Injectable()
export class SqlLeases extends Leases {
  /** This process, anew at each start. */
  private readonly owner = randomUUID();

  constructor(private readonly database: Database) {
    super();
  }

  /** One statement for what is held by somebody else, two to take or renew. Commits by itself. */
  override claim(name: string, seconds: number): Promise<Lease | null> {
    if (name.length > longestName)
      throw new Error(`The lease name "${name}" has more than ${longestName} characters.`);
    // Also inside a transaction: whoever is told that it holds a lease must not lose it to a rollback.
    return withContext({ unit: null }, async () => {
      const now = await this.look(name);
      if (!now) return (await this.begin(name, seconds)) ? this.lease(name, 1) : null;
      if (now.owner !== this.owner && !now.free) return null;
      const fence = now.owner === this.owner ? now.fence : now.fence + 1;
      const { affected } = await this.database.write(
        `UPDATE leases SET owner = ?, fence = ?, expires_at = ${inSeconds(seconds)} WHERE name = ? AND owner = ? AND fence = ? AND (owner = ? OR expires_at <= ${databaseNow})`,
        [this.owner, fence, name, now.owner, now.fence, this.owner],
      );
      return affected > 0 ? this.lease(name, fence) : null;
    });
  }

  override async lockHeld(leases: readonly Lease[]): Promise<readonly Lease[]> {
    if (!maybeContext()?.unit) throw new Error('A lease must be asserted inside a transaction.');
    return this.held(leases, ' ORDER BY name FOR UPDATE');
  }

  override renew(leases: readonly Lease[], seconds: number): Promise<readonly Lease[]> {
    return withContext({ unit: null }, async () => {
      if (leases.length === 0) return [];
      const names = namesOf(leases);
      await this.database.write(
        `UPDATE leases SET expires_at = ${inSeconds(seconds)} WHERE owner = ? AND name IN (${names.map(() => '?').join(', ')})`,
        [this.owner, ...names],
      );
      return this.held(leases);
    });
  }

  private async held(leases: readonly Lease[], tail = ''): Promise<readonly Lease[]> {
    if (leases.length === 0) return [];
    const names = namesOf(leases);
    const rows = await this.database.read<Pick<LeaseRow, 'name' | 'fence'>>(
      `SELECT name, fence FROM leases WHERE owner = ? AND name IN (${names.map(() => '?').join(', ')})${tail}`,
      [this.owner, ...names],
    );
    const held = new Map(rows.map(({ name, fence }) => [name, fence]));
    return leases.filter(({ name, fence }) => held.get(name) === fence);
  }

  override async countHeld(prefix: string): Promise<number> {
    const [row] = await this.database.read<{ holders: number }>(
      `SELECT COUNT(DISTINCT owner) AS holders FROM leases WHERE name >= ? AND name < ? AND expires_at > ${databaseNow}`,
      [prefix, `${prefix}\uffff`],
    );
    return Number(row?.holders ?? 0);
  }

  private async look(name: string): Promise<LeaseRow | undefined> {
    const [row] = await this.database.read<LeaseRow>(
      `SELECT name, owner, fence, expires_at <= ${databaseNow} AS free FROM leases WHERE name = ?`,
      [name],
    );
    return row;
  }

  private async begin(name: string, seconds: number): Promise<boolean> {
    try {
      await this.database.write(
        `INSERT INTO leases (name, owner, fence, expires_at) VALUES (?, ?, 1, ${inSeconds(seconds)})`,
        [name, this.owner],
      );
      return true;
    } catch (error) {
      if (failureOf(error) === 'duplicate') return false;
      throw error;
    }
  }

  private lease(name: string, fence: number): Lease {
    const lease: Lease = {
      name,
      fence,
      assertHeld: async () => {
        const [held] = await this.lockHeld([lease]);
        if (!held) throw new LeaseLostError(`The lease "${name}" was taken over by another process.`);
      },
      release: () => this.release(name, fence),
    };
    return lease;
  }

  private async release(name: string, fence: number): Promise<void> {
    await withContext({ unit: null }, () =>
      this.database.write(
        // Nobody's from now on: whoever comes next, this process too, gets a new fence.
        `UPDATE leases SET owner = '', expires_at = ${databaseNow} WHERE name = ? AND owner = ? AND fence = ?`,
        [name, this.owner, fence],
      ),
    );
  }
}

function namesOf(leases: readonly Lease[]): string[] {
  return paddedToPowerOfTwo(leases.map(({ name }) => name).sort());
}

/** A moment from now, in words that both engines have. @throws Error when the number is none */
function inSeconds(seconds: number): string {
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestSeconds)
    throw new Error(`A lease must last 1 to ${longestSeconds} whole seconds, not ${seconds}.`);
  return `${databaseNow} + INTERVAL '${seconds}' SECOND`;
}
