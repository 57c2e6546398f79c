import type { LogFormat } from '@keelson/platform';
import type { LoggerService } from '@nestjs/common';
import type { Mode } from '../config/index.js';
import type { NewOwner } from './features/identity/index.js';

/** How a process is started: who reads its output, and what they need to know. */
export interface Started {
  readonly mode: Mode;
  readonly logFormat: LogFormat;
}

/** Who signs in. Not a log line where the password was made up: it is shown this once, and logs are kept. */
export function tellOwner(started: Started, logger: LoggerService, owner: NewOwner): void {
  if (!isForPeople(started)) {
    logger.log('The database was empty: created the owner from KEELSON_OWNER_EMAIL', 'Start');
    return;
  }
  const password =
    owner.password === null
      ? '  with the password in KEELSON_OWNER_PASSWORD'
      : `  with the password ${owner.password}\n  (shown only once; to choose the email address and password, set KEELSON_OWNER_EMAIL and KEELSON_OWNER_PASSWORD before the first start)`;
  process.stdout.write(`\n  Sign in as ${owner.email}\n${password}\n`);
}

/** Where the process listens: the last word of a start that went well. */
export function tellAddress(started: Started, logger: LoggerService, url: string, isFirst: boolean): void {
  if (!isForPeople(started)) {
    logger.log(`Listening on ${url}`, 'Start');
    return;
  }
  const again =
    started.mode === 'evaluation' && !isFirst ? '\n  Sign in with the account from the first start.\n' : '';
  process.stdout.write(`${again}\n  API   ${url}/v1\n  Docs  ${url}/docs\n\n`);
}

/** What reads JSON lines in production shall meet nothing else. */
function isForPeople({ mode, logFormat }: Started): boolean {
  return mode === 'evaluation' || logFormat === 'pretty';
}
