import type { SettingsProblem } from '@keelson/kernel';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** More than any key or certificate chain; a device or a log file is none of them. */
const largestBytes = 65_536;

/** The variable that names a file with the value, as Docker and Kubernetes mount their secrets. */
export const fileVariable = (variable: string): string => `${variable}_FILE`;

/**
 * Takes the values of `X_FILE` variables out of their files: without the line end that editors add.
 *
 * @param given the variables
 * @param names the settings that may come from a file
 * @param folder where relative paths start
 * @returns the variables with their values; what cannot be had is in `problems`, without a word of the content
 */
export function readSecretFiles(
  given: ReadonlyMap<string, string>,
  names: readonly string[],
  folder: string,
  problems: SettingsProblem[],
): ReadonlyMap<string, string> {
  const values = new Map(given);
  for (const name of names) {
    const variable = fileVariable(name);
    const path = given.get(variable);
    if (path === undefined) continue;
    if (given.has(name)) {
      problems.push({ variable, problem: `is set, and so is ${name}. Set only one of them.` });
      continue;
    }
    const read = contentOf(resolve(folder, path.trim()), variable);
    if ('problem' in read) problems.push({ variable, problem: `${JSON.stringify(path)} ${read.problem}` });
    else values.set(name, read.text);
  }
  return values;
}

function contentOf(path: string, variable: string): { readonly text: string } | { readonly problem: string } {
  try {
    const found = statSync(path);
    if (!found.isFile())
      return { problem: `is not a file. Set ${variable} to the path of a file that contains the value.` };
    if (found.size > largestBytes)
      return {
        problem: `is larger than ${largestBytes} bytes. Set ${variable} to the path of a file that contains only the value.`,
      };
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    return text === '' ? { problem: 'is empty. Write the value to the file.' } : { text };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return {
      problem: `cannot be read (${code}). Set ${variable} to the path of a file that this process may read.`,
    };
  }
}
