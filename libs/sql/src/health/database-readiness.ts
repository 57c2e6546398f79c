import { Injectable, type OnModuleInit } from '@nestjs/common';
import { randomBytes, randomUUID } from 'node:crypto';
import { Database, DatabaseFailure, FailureLog, outcomes } from '../persistence/ports.js';
import { ReadinessChecks } from './readiness-checks.js';

/** No row has it. */
const nobody = '00000000-0000-0000-0000-000000000000';
/** Bytes that do not compress: more than lie free in the pages of an empty table. */
const probeBytes = 65_536;

/** The database's part of `/health/ready`: it must take writes. */
@Injectable()
export class DatabaseReadiness implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly failures: FailureLog,
    private readonly checks: ReadinessChecks,
  ) {}

  onModuleInit(): void {
    this.checks.add('database', () => this.check());
  }

  private async check(): Promise<void> {
    try {
      // Refused by a database that is read-only, though it would find nothing; writes, locks and leaves nothing.
      await this.database.write('DELETE FROM readiness_probes WHERE id = ?', [nobody]);
      if (this.failures.storageFailed) await this.proveStorage();
    } catch (error) {
      if (!(error instanceof DatabaseFailure) || outcomes[error.failure].isUnready) throw error;
    }
  }

  /** Only new pages tell that there is room again; so after a statement has failed for want of it, and until one does not. */
  private async proveStorage(): Promise<void> {
    const id = randomUUID();
    await this.database.separateTransaction(async () => {
      await this.database.write('INSERT INTO readiness_probes (id, content) VALUES (?, ?)', [
        id,
        randomBytes(probeBytes),
      ]);
      await this.database.write('DELETE FROM readiness_probes WHERE id = ?', [id]);
    });
    this.failures.storageProven();
  }
}
