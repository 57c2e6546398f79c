import { holdStatements, Mailer } from '@keelson/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { JobRun } from '../checks/job-run.js';
import { records } from '../checks/semantics/ledger.js';
import { writtenTable } from './snapshot.js';
import type { Fault } from './step.js';

/** What a job meets when its worker dies, or another system answers nothing. */
class FaultError extends Error {
  override readonly name = 'FaultError';
}

type Piece = () => Promise<JobRun | null>;

/**
 * Does pieces of work during which something goes wrong once; the piece that meets it is done again, as a worker would.
 * @returns how each is to be done; the fault counts over all of them
 */
export function withFault(
  application: INestApplicationContext,
  fault: Fault,
): (piece: Piece) => Promise<JobRun | null> {
  const count = { calls: 0 };
  return async (piece) => {
    const run = await meeting(application, fault, count, piece);
    const hasMetIt = fault.kind === 'unmarked' || run?.error?.name === 'FaultError' || isCausedBy(run?.error);
    if (!run || !hasMetIt) return run;
    const again = await run.again();
    return { ...again, statements: [...run.statements, ...again.statements] };
  };
}

function meeting(
  application: INestApplicationContext,
  fault: Fault,
  count: { calls: number },
  piece: Piece,
): Promise<JobRun | null> {
  switch (fault.kind) {
    case 'unmarked':
      return piece();
    case 'abort':
      return aborted(fault.statement, count, piece);
    case 'outgoing':
      return cutOff(application, fault.call, count, piece);
  }
}

const dying = new AsyncLocalStorage<{ isDead: boolean }>();

async function aborted(statement: number, count: { calls: number }, piece: Piece): Promise<JobRun | null> {
  holdStatements((text) => {
    const here = dying.getStore();
    if (!here || /^\s*rollback/i.test(text)) return null;
    const table = writtenTable(text);
    // Of each write, audit entry and event are a part: dying between them is dying within its transaction.
    const isCounted = table !== undefined && !records.has(table);
    if (isCounted) count.calls += 1;
    if (isCounted && count.calls === statement) here.isDead = true;
    return here.isDead ? Promise.reject(new FaultError('The worker died.')) : null;
  });
  try {
    return await dying.run({ isDead: false }, piece);
  } finally {
    holdStatements(null);
  }
}

/** The call is made, and its answer is lost: whoever repeats it must not do so under another id. */
async function cutOff(
  application: INestApplicationContext,
  call: number,
  count: { calls: number },
  piece: Piece,
): Promise<JobRun | null> {
  const lost = () => {
    count.calls += 1;
    if (count.calls === call) throw new FaultError('The connection was lost before the response.');
  };
  const mailer = application.get(Mailer, { strict: false });
  const [usualSend, usualFetch] = [mailer.send.bind(mailer), globalThis.fetch];
  mailer.send = async (mail) => {
    await usualSend(mail);
    lost();
  };
  globalThis.fetch = async (...args) => {
    const answer = await usualFetch(...args);
    lost();
    return answer;
  };
  try {
    return await piece();
  } finally {
    mailer.send = usualSend;
    globalThis.fetch = usualFetch;
  }
}

function isCausedBy(error: Error | null | undefined): boolean {
  return error?.cause instanceof Error && (error.cause.name === 'FaultError' || isCausedBy(error.cause));
}
