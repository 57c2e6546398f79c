import { Injectable, Logger } from '@nestjs/common';
import { counter } from '@keelson/runtime/ports';
import type { FailureName } from './failure-name.js';
import { outcomes } from './outcomes.js';

const databaseFailures = counter({
  name: 'keelson_database_failures_total',
  help: 'Failed statements and connection attempts, by cause.',
  labels: ['failure'],
});

/** Milliseconds for which a failure of one name is not logged again: an outage fails thousands of statements. */
const quietMs = 60_000;
/** Characters of the server's message that are logged. */
const mostCharacters = 300;

/** Counts the failures of the database, and logs those that an operator can do something about. */
@Injectable()
export class FailureLog {
  private readonly logger = new Logger('Database');
  private readonly loggedAt = new Map<FailureName, number>();
  private fullSeen = false;

  /** Whether a statement has failed for want of storage, and none has proven since that there is some. */
  get storageFailed(): boolean {
    return this.fullSeen;
  }

  note(failure: FailureName, error: unknown): void {
    databaseFailures.inc({ failure });
    if (failure === 'full') this.fullSeen = true;
    const { log } = outcomes[failure];
    if (log === null) return;
    const now = performance.now();
    if (now - (this.loggedAt.get(failure) ?? -Infinity) < quietMs) return;
    this.loggedAt.set(failure, now);
    this.logger.warn(`${log} (${failure}): ${reasonOf(error)}`);
  }

  storageProven(): void {
    this.fullSeen = false;
  }
}

/** Code and first line of what the driver says; refusals of several addresses at once have no message. */
function reasonOf(error: unknown): string {
  const { code, errno, message } = (error ?? {}) as Record<'code' | 'errno' | 'message', unknown>;
  const line = typeof message === 'string' ? (message.split('\n')[0] ?? '') : '';
  const named = typeof errno === 'number' && errno > 0 ? `${errno}` : typeof code === 'string' ? code : '';
  return (line.includes(named) ? line : `${named}: ${line}`).slice(0, mostCharacters) || 'no reason given';
}
