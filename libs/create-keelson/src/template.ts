import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of each file, by its path in the application: `src/main.ts`. */
export type Files = Readonly<Record<string, string>>;

const packed = new URL('./template.json', import.meta.url);
/** What arises in the folder when the application runs. */
const arising = new Set(['node_modules', 'dist', 'conformance', 'coverage', 'package-lock.json']);
/** Of what begins with a dot, these alone: settings and notes of whoever works there are not for everyone. */
const dotted = new Set(['.env.example', '.gitignore']);

/**
 * The application that is copied: examples/outside of the repository.
 * @param folder where it is; else it is the one that was packed with this package
 * @throws Error when there is none
 */
export function readTemplate(folder?: string): Files {
  if (folder !== undefined) return filesBelow(folder);
  return JSON.parse(readFileSync(packed, 'utf8')) as Files;
}

function filesBelow(folder: string, prefix = ''): Files {
  const entries = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !arising.has(name) && (!name.startsWith('.') || dotted.has(name)))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory()
        ? Object.entries(filesBelow(path, `${prefix}${entry.name}/`))
        : [[`${prefix}${entry.name}`, readFileSync(path, 'utf8')] as const];
    });
  return Object.fromEntries(entries);
}
