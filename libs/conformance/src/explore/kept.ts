import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Stage } from './stage.js';
import type { Sequence } from './step.js';

const suffix = '.sequence.json';

/** Sequences that were found once and are kept beside their feature, to be repeated first. */
export class KeptSequences {
  private readonly folder: string | null;

  /** @param root the project's folder; null where there is none at hand, so that nothing is kept */
  constructor(
    private readonly root: string | null,
    { operations }: Stage,
  ) {
    const file = operations.find(({ isOwn, operation }) => isOwn && operation.place.file)?.operation.place
      .file;
    this.folder = root !== null && file !== undefined ? dirname(file) : null;
  }

  /** @throws Error naming the file when one can't be read */
  all(): readonly Sequence[] {
    const folder = this.path();
    if (folder === null || !existsSync(folder)) return [];
    const files = readdirSync(folder).filter((name) => name.endsWith(suffix));
    return files.toSorted().map((name) => read(join(folder, name)));
  }

  /**
   * @param name says what it has found
   * @returns the file, from the project's folder; null where nothing is kept
   */
  keep(sequence: Sequence, name: string): string | null {
    const folder = this.path();
    if (folder === null || this.folder === null) return null;
    const file = `${name}-${sequence.seed}-${sequence.number}${suffix}`;
    writeFileSync(join(folder, file), `${JSON.stringify(sequence, null, 2)}\n`);
    return join(this.folder, file);
  }

  private path(): string | null {
    return this.root === null || this.folder === null ? null : join(this.root, this.folder);
  }
}

function read(file: string): Sequence {
  try {
    const sequence = JSON.parse(readFileSync(file, 'utf8')) as Sequence;
    if (!Array.isArray(sequence.steps)) throw new Error('The file has no steps.');
    return sequence;
  } catch (error) {
    throw new Error(
      `${file} cannot be repeated: ${(error as Error).message} Delete the file, or save the sequence again with --keep.`,
      { cause: error },
    );
  }
}
