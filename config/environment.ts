import { SettingsError } from '@keelson/kernel';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/**
 * The variables of this process, completed by an `.env` file of the working folder when there is one. A variable that the real
 * environment has, even empty, wins over the file. `process.env` itself stays as it is.
 *
 * @throws SettingsError when there is an `.env` that can't be read
 */
export function readEnvironment(
  folder: string = process.cwd(),
  real: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  try {
    return { ...parseEnv(readFileSync(join(folder, '.env'), 'utf8')), ...real };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    if (code === 'ENOENT') return { ...real };
    throw new SettingsError([
      {
        variable: '.env',
        problem: `cannot be read (${code}). Make it a readable text file, or remove it.`,
      },
    ]);
  }
}
