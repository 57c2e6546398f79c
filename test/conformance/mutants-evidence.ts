import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatted } from '../support/formatted.js';
import type { Engine } from '@keelson/testing/servers';
import type { MutantResult } from './mutants.js';

const file = 'docs/evidence/mutants.md';

const head = `# Hand-written mutants

\`\`\`sh
npm run verify -- --mutants
\`\`\`

runs the conformance kit on hand-written modules with one bug each, and on a copy of each without the bug
([conformance](../conformance.md#how-the-kit-itself-is-tested)). A full run writes its result here.

| engine | commit | date | mutants | caught | false alarms | seconds |
| ------ | ------ | ---- | ------- | ------ | ------------ | ------- |
`;

/** Keeps the result of a full run, in the place of the engine's last one. */
export async function keepEvidence(
  engine: Engine,
  results: readonly MutantResult[],
  seconds: number,
): Promise<void> {
  const caught = results.filter(({ isCaught }) => isCaught).length;
  const alarms = results.reduce((sum, { falseAlarms }) => sum + falseAlarms.length, 0);
  const cells = [engine, commit(), today(), results.length, caught, alarms, Math.round(seconds)];
  const others = rows().filter((row) => !row.startsWith(`| ${engine} `));
  const all = [...others, `| ${cells.join(' | ')} |`].sort();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await formatted(file, `${head}${all.join('\n')}\n`));
}

/** Of the engines that were judged before. */
function rows(): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /^\| (mysql|postgres) /.test(line));
}

/** What was judged; marked where the files differ from it. */
function commit(): string {
  const git = (...words: readonly string[]) => execFileSync('git', words, { encoding: 'utf8' }).trim();
  const isChanged = git('status', '--porcelain') !== '';
  return `${git('rev-parse', '--short', 'HEAD')}${isChanged ? ' with changes' : ''}`;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
