import { createInterface } from 'node:readline/promises';
import type { Choices } from './choices.js';
import { Refusal } from './refusal.js';

/** What was not said on the command line is null. */
export type Said = { readonly [K in keyof Choices]: Choices[K] | null } & { readonly folder: string | null };

/** Folder, engine and sample features, in the order in which they are asked for. */
export const defaults = { folder: 'my-app', engine: 'postgres', hasSample: true } as const;

/** Asks at the terminal for what was not said; an empty answer is the default. @throws Refusal when the user ends it */
export async function ask(
  said: Omit<Said, 'name'>,
): Promise<Omit<Choices, 'name'> & { readonly folder: string }> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-C and Ctrl-D end the input without an answer.
  const ended = new Promise<never>((_, reject) =>
    terminal.once('close', () => reject(new Refusal('Canceled. Nothing was written.'))),
  );
  ended.catch(() => undefined);
  const question = async (text: string, fallback: string) =>
    (await Promise.race([terminal.question(`${text} (${fallback}): `), ended])).trim() || fallback;
  try {
    const folder = said.folder ?? (await question('Application name', defaults.folder));
    let engine: string | null = said.engine;
    while (engine !== 'postgres' && engine !== 'mysql')
      engine = await question('Database: postgres, or mysql (also for MariaDB)', defaults.engine);
    const hasSample =
      said.hasSample ?? !/^n/i.test(await question('Include the sample features (yes or no)', 'yes'));
    return { folder, engine, hasSample };
  } finally {
    terminal.close();
  }
}
