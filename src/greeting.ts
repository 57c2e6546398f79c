import type { LoggerService } from '@nestjs/common';
import type { Settings } from '../config/index.js';
import type { NewOwner } from './features/identity/index.js';

/** Who signs in. Not a log line where the password was made up: it is shown this once, and logs are kept. */
export function tellOwner(settings: Settings, logger: LoggerService, owner: NewOwner): void {
  if (!isForPeople(settings)) {
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
export function tellAddress(settings: Settings, logger: LoggerService, url: string, isFirst: boolean): void {
  if (!isForPeople(settings)) {
    logger.log(`Listening on ${url}`, 'Start');
    return;
  }
  const again =
    settings.mode === 'evaluation' && !isFirst ? '\n  Sign in with the account from the first start.\n' : '';
  process.stdout.write(`${again}\n  API   ${url}/v1\n  Docs  ${url}/docs\n\n`);
}

/** What reads JSON lines in production shall meet nothing else. */
function isForPeople({ mode, logs }: Settings): boolean {
  return mode === 'evaluation' || logs.format === 'pretty';
}
