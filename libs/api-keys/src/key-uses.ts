import { BackgroundLoops } from '@keelson/runtime';
import { Database, ServerClock } from '@keelson/sql';
import { Injectable } from '@nestjs/common';

/** Milliseconds between two writes of a key's last use. */
const everyMs = 60_000;
/** Keys of one statement. */
const together = 100;

/** Notes which keys are used, on the path of each request, and writes it down once a minute. */
@Injectable()
export class KeyUses {
  private noted = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly clock: ServerClock,
    loops: BackgroundLoops,
  ) {
    loops.add({
      name: 'api-key-uses',
      title: 'The recording of API key use',
      everyMs,
      stops: 'last',
      across: 'records when API keys were last used',
      whileFailing: 'In the meantime, the last use of API keys is not recorded.',
      round: () => this.write(),
      onStop: () => this.write(),
    });
  }

  note(keyId: string): void {
    this.noted.add(keyId);
  }

  /** Writes what was noted; what another process has written within the minute stays. */
  async write(): Promise<void> {
    const ids = [...this.noted];
    this.noted = new Set();
    const now = this.clock.now();
    const before = new Date(now.getTime() - everyMs / 2);
    for (let at = 0; at < ids.length; at += together) {
      const some = ids.slice(at, at + together);
      // Of one size, so that the statement is prepared once: an id may stand there twice.
      const padded = Array.from({ length: together }, (_, index) => some[index] ?? (some[0] as string));
      await this.database.write(
        `UPDATE api_keys SET last_used_at = ?, version = version + 1 WHERE id IN (${padded.map(() => '?').join(', ')}) AND (last_used_at IS NULL OR last_used_at < ?)`,
        [now, ...padded, before],
      );
    }
  }
}
