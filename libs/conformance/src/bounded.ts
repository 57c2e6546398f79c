import type { Subject } from './subject.js';
import { Waits } from './waits.js';
import { withParts } from './with-parts.js';

/** Seconds without a statement after which a request or a job counts as one that never ends; the longest for all else. */
const mostSilentSeconds = 120;
/** Seconds after which it does although it still sends statements. */
const mostSeconds = 900;

/** What a subject does for the kit beside requests, jobs and statements. */
const parts = [
  'openOrganization',
  'join',
  'operator',
  'key',
  'withdraw',
  'worthless',
  'openUnproven',
  'serviceAccount',
  'stop',
  'replacePassword',
  'moveClock',
  'signInAgain',
] as const satisfies readonly (keyof Subject)[];

/**
 * The subject, all of whose work ends: an error names what did not. A slow machine may take its time as long as something
 * goes on.
 * @param waits hears what is waited for
 */
export async function bounded(subject: Subject, waits = new Waits()): Promise<Subject> {
  // The database cancels a statement itself; whatever is sent on the same connection would wait behind it.
  await subject.sql(
    subject.engine === 'mysql'
      ? `SET SESSION max_statement_time = ${mostSilentSeconds}`
      : `SET statement_timeout = '${mostSilentSeconds}s'`,
  );
  return withParts(subject, {
    ...Object.fromEntries(parts.flatMap((part) => boundedPart(subject, part, waits))),
    send: (inquiry) =>
      waits.during(`${inquiry.method} ${inquiry.url}`, () =>
        ending(
          (progress) => subject.send(inquiry, progress),
          () => `${inquiry.method} ${inquiry.url} received no response`,
          waits,
        ),
      ),
    overhear: (work) =>
      waits.during('a job', () =>
        ending(
          (progress) => subject.overhear(work, progress),
          () => 'The job did not finish',
          waits,
        ),
      ),
    sql: (text, values) =>
      waits.during(text, () =>
        ending(
          () => subject.sql(text, values),
          () => `The statement did not finish: ${text}`,
          waits,
          // It may wait behind others of its connection.
          mostSeconds,
        ).catch((error: unknown) => {
          throw isCancelled(error)
            ? new Error(`A statement timed out after ${mostSilentSeconds} s: ${text}`)
            : error;
        }),
      ),
  });
}

function boundedPart(
  subject: Subject,
  part: (typeof parts)[number],
  waits: Waits,
): readonly [string, unknown][] {
  const own = subject[part]?.bind(subject) as ((...args: unknown[]) => Promise<unknown>) | undefined;
  if (!own) return [];
  const limited = (...args: unknown[]) =>
    waits.during(part, () =>
      ending(
        () => own(...args),
        () => `The subject's ${part}() did not finish`,
        waits,
        mostSilentSeconds,
      ),
    );
  return [[part, limited]];
}

/**
 * @param limitSeconds for work that does not tell whether it goes on
 * @throws Error when nothing goes on any more, or for too long
 */
async function ending<T>(
  begin: (progress: () => void) => Promise<T>,
  what: () => string,
  waits: Waits,
  limitSeconds?: number,
): Promise<T> {
  const [silentSeconds, seconds] = limitSeconds
    ? [limitSeconds, limitSeconds]
    : [mostSilentSeconds, mostSeconds];
  const begun = performance.now();
  let last = begun;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    const look = () => {
      const now = performance.now();
      const silentAt = last + silentSeconds * 1_000;
      const overAt = begun + seconds * 1_000;
      if (now >= overAt) reject(new Error(`${what()} within ${seconds} s.`));
      else if (now >= silentAt) reject(new Error(`${what()}, and sent no statement for ${silentSeconds} s.`));
      else timer = setTimeout(look, Math.ceil(Math.min(silentAt, overAt) - now));
    };
    look();
  });
  const work = begin(() => {
    last = performance.now();
    waits.note();
  });
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

/** ER_STATEMENT_TIMEOUT of MariaDB, and query_canceled of PostgreSQL. */
function isCancelled(error: unknown): boolean {
  const { errno, code } = error as { readonly errno?: number; readonly code?: string };
  return errno === 1969 || code === '57014';
}
