import 'reflect-metadata';
import { verify, type Subject } from '@keelson/conformance';
import { brokenPromises } from '../kept-promises.js';
import { startSubject } from '../subject.js';
import type { Judge, Task } from './judges.js';

/**
 * Boots the application and compares it with what is kept of it, or lets the kit judge the feature until the first finding.
 * @returns what was noticed, which judge's word first
 */
export async function judgeByKit(
  { engine, servers, feature }: Task,
  judge: Exclude<Judge, 'specs'>,
): Promise<string | null> {
  const subject = await startSubject(engine, servers).catch((error: unknown) => error as Error);
  if (subject instanceof Error) return `boot: ${subject.message}`;
  try {
    if (judge === 'kit') return await findingOf(subject, feature);
    const [promise] = brokenPromises(subject.application);
    return promise === undefined ? null : `kept ${promise}`;
  } finally {
    await subject.close();
  }
}

/** After the first finding nothing is sent any more, so that the run comes to its end. */
async function findingOf(subject: Subject, feature: string): Promise<string | null> {
  let first: string | null = null;
  const unlessFound =
    <Given extends readonly unknown[], Result>(ask: (...given: Given) => Promise<Result>) =>
    (...given: Given) =>
      first === null ? ask(...given) : Promise.reject<Result>(new Error('Something was found.'));
  const nothing = () => undefined;
  await verify(
    {
      ...subject,
      send: unlessFound(subject.send),
      sql: unlessFound(subject.sql),
      join: unlessFound(subject.join),
    },
    {
      feature,
      // There are hundreds of changes, and each takes a whole run.
      exploration: { sequences: 6 },
      progress: {
        begun: nothing,
        held: nothing,
        ended: nothing,
        found: ({ rule, operation, message }) => {
          first ??= `kit: ${rule} ${operation ?? ''}: ${message}`;
        },
      },
    },
  ).catch((error: unknown) => {
    first ??= `kit: failed: ${(error as Error).message}`;
  });
  return first;
}
