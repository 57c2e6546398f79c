import type { LogFormat } from '@keelson/platform';
import type { LoggerService } from '@nestjs/common';
import type { Mode } from '../config/index.js';
import type { NewOwner } from '@keelson/identity';

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

/** What people need to know of a process that serves. */
export interface Served {
  readonly url: string;
  /** The folder of mails that nobody sends; null with SMTP. */
  readonly mailFolder: string | null;
  /** Whether the owner was made by this start. */
  readonly isFirst: boolean;
}

/** Where the process listens, and where mails go: the last word of a start that went well. */
export function tellAddress(started: Started, logger: LoggerService, served: Served): void {
  const { url, mailFolder, isFirst } = served;
  if (!isForPeople(started)) {
    if (mailFolder !== null)
      logger.warn(`SMTP_URL is not set: emails are not sent but written to ${mailFolder}`, 'Start');
    logger.log(`Listening on ${url}`, 'Start');
    return;
  }
  const again =
    started.mode === 'evaluation' && !isFirst ? '\n  Sign in with the account from the first start.\n' : '';
  const mail =
    mailFolder === null ? '' : `  Mail  ${mailFolder} (one file per email; set SMTP_URL to send them)\n`;
  process.stdout.write(`${again}\n  API   ${url}/v1\n  Docs  ${url}/docs\n${mail}\n`);
}

/** What reads JSON lines in production shall meet nothing else. */
function isForPeople({ mode, logFormat }: Started): boolean {
  return mode === 'evaluation' || logFormat === 'pretty';
}
