import 'reflect-metadata';
import { verify } from '@keelson/conformance';
import type { MutantAnswer, MutantTask } from './mutants-of-features.js';
import { startSubject } from './subject.js';

/** Judges a feature; tells the first finding that was not known as soon as there is one, else all in the end. */
export async function judge(
  { engine, servers, feature, known, changed }: MutantTask,
  answer: (answer: MutantAnswer) => void,
): Promise<void> {
  const subject = await startSubject(engine, servers).catch((error: unknown) => {
    answer({ refused: (error as Error).message });
    return null;
  });
  if (!subject) return;
  const found: string[] = [];
  await verify(subject, {
    feature,
    progress: {
      begun: () => undefined,
      held: () => undefined,
      ended: () => undefined,
      found: ({ rule, operation }) => {
        const key = `${rule} ${operation}`;
        if (known.includes(key)) return;
        found.push(key);
        if (changed) answer({ found });
      },
    },
  }).then(
    () => answer({ found }),
    (error: unknown) => answer({ refused: (error as Error).message }),
  );
}
