import { randomInt } from 'node:crypto';
import { v7 } from 'uuid';

/** Milliseconds that a clock may go back and be taken for jitter: ids stay in order then. */
const jitterMs = 1_000;
let lastMs = 0;
let sequence = 0;

/**
 * A new id: a UUIDv7 (RFC 9562), greater than every id this process made before. After a process's clock was set back, ids
 * follow the corrected clock: else those of a clock that once ran an hour ahead would stay an hour ahead for an hour, and
 * what finds rows by the time in their ids would miss them.
 */
export function newId(): string {
  const now = Date.now();
  if (now > lastMs || now < lastMs - jitterMs) [lastMs, sequence] = [now, randomInt(2 ** 31)];
  else if (++sequence === 2 ** 32) [lastMs, sequence] = [lastMs + 1, 0];
  return v7({ msecs: lastMs, seq: sequence });
}

/** Less than every id: where a walk through a table by id begins. */
export const beforeFirstId = '00000000-0000-0000-0000-000000000000';
