import { SettingsError } from '@keelson/kernel';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/**
 * The variables of an environment, completed by an `.env` file when there is one. A variable that the environment has, even
 * empty, wins over the file. The environment itself stays as it is.
 *
 * @param folder where `.env` is looked for: the working folder
 * @throws SettingsError when there is an `.env` that can't be read
 */
export function withEnvFile(
  environment: NodeJS.ProcessEnv,
  folder: string = process.cwd(),
): NodeJS.ProcessEnv {
  try {
    return { ...parseEnv(readFileSync(join(folder, '.env'), 'utf8')), ...environment };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    if (code === 'ENOENT') return { ...environment };
    throw new SettingsError([
      {
        variable: '.env',
        problem: `cannot be read (${code}). Make it a readable text file, or remove it.`,
      },
    ]);
  }
}
