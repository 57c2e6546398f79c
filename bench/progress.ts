import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Sample } from './comparison.js';
import { projectFolder, resultsFolder } from './folders.js';

type Rounds = Record<string, (readonly Sample[])[]>;

/**
 * The rounds of a run, kept in a file as they come: a run that was interrupted goes on where it was. It belongs to the
 * same options on the same sources; of others it knows nothing.
 */
export class Progress {
  private readonly file: string;
  private readonly rounds: Rounds = {};

  /** @param run what the rounds depend on, beside the sources */
  constructor(run: object, fresh: boolean) {
    const key = createHash('sha256').update(JSON.stringify(run)).update(sources()).digest('hex').slice(0, 16);
    this.file = `${resultsFolder}unfinished-${key}.json`;
    mkdirSync(resultsFolder, { recursive: true });
    if (fresh || !existsSync(this.file)) return;
    Object.assign(this.rounds, JSON.parse(readFileSync(this.file, 'utf8')) as Rounds);
    const done = Object.entries(this.rounds).map(([work, rounds]) => `${rounds.length} of ${work}`);
    console.log(
      `bench: resuming an interrupted run (rounds done: ${done.join(', ')}); use --fresh to start over`,
    );
  }

  roundsOf(work: string): readonly (readonly Sample[])[] {
    return this.rounds[work] ?? [];
  }

  add(work: string, samples: readonly Sample[]): void {
    (this.rounds[work] ??= []).push(samples);
    writeFileSync(`${this.file}.part`, JSON.stringify(this.rounds));
    renameSync(`${this.file}.part`, this.file);
  }

  /** All is measured and printed. */
  finish(): void {
    rmSync(this.file, { force: true });
  }
}

/** The commit, and what was changed since. */
function sources(): string {
  const git = (...args: string[]) =>
    spawnSync('git', args, { cwd: projectFolder, encoding: 'utf8' }).stdout ?? '';
  return git('rev-parse', 'HEAD') + git('diff', 'HEAD');
}
