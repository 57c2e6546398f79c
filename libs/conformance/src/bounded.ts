import type { Subject } from './subject.js';

/** Seconds after which a request, a job or a statement counts as one that never ends: many times what each may take. */
const mostSeconds = 120;

/** The subject, whose requests, jobs and statements all end: an error names the one that did not. */
export async function bounded(subject: Subject): Promise<Subject> {
  // The database cancels a statement itself; whatever is sent on the same connection would wait behind it.
  await subject.sql(
    subject.engine === 'mysql'
      ? `SET SESSION max_statement_time = ${mostSeconds}`
      : `SET statement_timeout = '${mostSeconds}s'`,
  );
  return {
    application: subject.application,
    engine: subject.engine,
    send: (inquiry) =>
      ending(subject.send(inquiry), () => `${inquiry.method} ${inquiry.url} got no response`),
    overhear: (work) => ending(subject.overhear(work), () => 'A job did not finish'),
    openOrganization: () => subject.openOrganization(),
    join: (host, permissions) => subject.join(host, permissions),
    operator: (permissions) => subject.operator(permissions),
    key: (person, permissions) => subject.key(person, permissions),
    withdraw: (person) => subject.withdraw(person),
    worthless: (person, how) => subject.worthless(person, how),
    sql: (text, values) =>
      subject.sql(text, values).catch((error: unknown) => {
        throw isCancelled(error) ? new Error(`A statement timed out after ${mostSeconds} s: ${text}`) : error;
      }),
    close: () => subject.close(),
  };
}

/** @throws Error when it takes too long */
async function ending<T>(work: Promise<T>, what: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what()} within ${mostSeconds} s.`)), mostSeconds * 1_000);
  });
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

/** ER_STATEMENT_TIMEOUT of MariaDB, and query_canceled of PostgreSQL. */
function isCancelled(error: unknown): boolean {
  const { errno, code } = error as { readonly errno?: number; readonly code?: string };
  return errno === 1969 || code === '57014';
}
