import { withContext } from '@keelson/kernel';
import { hostname, userInfo } from 'node:os';
import { Database } from '../persistence/ports.js';
import type { Services } from './command.js';

/** Audit entries hold as many characters of the id of a request. */
const longestId = 64;

/**
 * Does what an operation does, in one transaction and by its name. Audit entries have no actor; in place of the request
 * they name the command line and the user of this host: `command-line:ada@build-7`.
 */
export function asCommand<T>(services: Services, operation: string, work: () => Promise<T>): Promise<T> {
  const requestId = `command-line:${accountName()}@${hostname()}`.slice(0, longestId);
  return withContext({ requestId, caller: null, causedBy: null, operation }, () =>
    services.get(Database).transaction(work),
  );
}

/** A container's user may have no name. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
