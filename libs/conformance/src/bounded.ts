import type { Subject } from './subject.js';
import { withParts } from './with-parts.js';

/** Seconds without a statement after which a request or a job counts as one that never ends; the longest for one statement. */
const mostSilentSeconds = 120;
/** Seconds after which it does although it still sends statements. */
const mostSeconds = 900;

/**
 * The subject, whose requests, jobs and statements all end: an error names the one that did not. A slow machine may take its
 * time as long as something goes on.
 */
export async function bounded(subject: Subject): Promise<Subject> {
  // The database cancels a statement itself; whatever is sent on the same connection would wait behind it.
  await subject.sql(
    subject.engine === 'mysql'
      ? `SET SESSION max_statement_time = ${mostSilentSeconds}`
      : `SET statement_timeout = '${mostSilentSeconds}s'`,
  );
  return withParts(subject, {
    send: (inquiry) =>
      ending(
        (progress) => subject.send(inquiry, progress),
        () => `${inquiry.method} ${inquiry.url} got no response`,
      ),
    overhear: (work) =>
      ending(
        (progress) => subject.overhear(work, progress),
        () => 'A job did not finish',
      ),
    sql: (text, values) =>
      subject.sql(text, values).catch((error: unknown) => {
        throw isCancelled(error)
          ? new Error(`A statement timed out after ${mostSilentSeconds} s: ${text}`)
          : error;
      }),
  });
}

/** @throws Error when nothing goes on any more, or for too long */
async function ending<T>(begin: (progress: () => void) => Promise<T>, what: () => string): Promise<T> {
  const begun = performance.now();
  let last = begun;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    const look = () => {
      const now = performance.now();
      const silentAt = last + mostSilentSeconds * 1_000;
      const overAt = begun + mostSeconds * 1_000;
      if (now >= overAt) reject(new Error(`${what()} within ${mostSeconds} s.`));
      else if (now >= silentAt)
        reject(new Error(`${what()}, and sent no statement for ${mostSilentSeconds} s.`));
      else timer = setTimeout(look, Math.ceil(Math.min(silentAt, overAt) - now));
    };
    look();
  });
  const work = begin(() => {
    last = performance.now();
  });
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

/** ER_STATEMENT_TIMEOUT of MariaDB, and query_canceled of PostgreSQL. */
function isCancelled(error: unknown): boolean {
  const { errno, code } = error as { readonly errno?: number; readonly code?: string };
  return errno === 1969 || code === '57014';
}
