import type { Resource } from '@keelson/kernel';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A line of a source file. */
export interface SourceLine {
  /** From the project's folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

interface SourceFile {
  readonly file: string;
  readonly lines: readonly string[];
}

/** Never looked into: what is installed, built or kept for running. */
const skipped = new Set(['node_modules', 'dist', 'coverage', 'public']);

/**
 * Finds classes and their methods by their text in the TypeScript files below a folder: that is cheap and needs no source
 * maps.
 */
export class Sources {
  private readonly files: SourceFile[] = [];

  /** @param root the project's folder; null where there are no sources */
  constructor(readonly root: string | null) {
    if (root !== null) this.read(root);
    // The application's own come first: elsewhere a sample or a mutant may be called the same.
    const isElsewhere = ({ file }: SourceFile) => Number(!file.startsWith('src/'));
    this.files.sort((one, other) => isElsewhere(one) - isElsewhere(other));
  }

  /** Where a class begins, or one of its methods when it is written there; null when several files could be meant. */
  find(className: string, method?: string): SourceLine | null {
    const declaration = new RegExp(`\\bclass ${escaped(className)}\\b`);
    const found = this.files.flatMap(({ file, lines }) => {
      const at = lines.findIndex((line) => declaration.test(line));
      return at < 0 ? [] : [{ file, lines, at }];
    });
    // What is shipped comes before a twin among tests and benchmarks.
    const shipped = found.filter(({ file }) => /^(src|libs)\//.test(file));
    const [only, other] = shipped.length > 0 ? shipped : found;
    if (!only || other) return null;
    if (method === undefined) return { file: only.file, line: only.at + 1 };
    const head = new RegExp(
      `^\\s*(?:(?:public|protected|private|override|async|static)\\s+)*${escaped(method)}\\s*[(<]`,
    );
    const line = only.lines.findIndex((text, index) => index > only.at && head.test(text));
    return line < 0 ? null : { file: only.file, line: line + 1 };
  }

  /** Where a resource of this path is declared. */
  findResource({ path, audience }: Pick<Resource, 'path' | 'audience'>): SourceLine | null {
    const collection = path.slice(path.indexOf('/') + 1);
    const line = new RegExp(`^\\s*path: ['"\`]${escaped(collection)}['"\`]`);
    const isOperators = audience === 'operators';
    for (const { file, lines } of this.files) {
      const at = lines.findIndex((text) => line.test(text));
      const isResource = at >= 0 && lines.some((text) => text.includes('defineResource('));
      if (isResource && lines.some((text) => /^\s*audience: 'operators'/.test(text)) === isOperators)
        return { file, line: at + 1 };
    }
    return null;
  }

  /** Where an event of this type is declared. */
  findEvent(type: string): SourceLine | null {
    const line = new RegExp(`\\bdefineEvent\\(\\s*['"\`]${escaped(type)}['"\`]`);
    for (const { file, lines } of this.files) {
      const at = lines.findIndex((text) => line.test(text));
      if (at >= 0) return { file, line: at + 1 };
    }
    return null;
  }

  /** The first line that holds this text, where the shipped code has one. */
  findText(text: string): SourceLine | null {
    for (const { file, lines } of this.files) {
      const at = /^(src|libs)\//.test(file) ? lines.findIndex((line) => line.includes(text)) : -1;
      if (at >= 0) return { file, line: at + 1 };
    }
    return null;
  }

  /** Lines of the files below `folder` that a pattern fits, with those that follow each. */
  *lines(
    folder: RegExp,
    pattern: RegExp,
    following: number,
  ): Generator<SourceLine & { readonly text: string }> {
    for (const { file, lines } of this.files)
      if (folder.test(file))
        for (const [at, line] of lines.entries())
          if (pattern.test(line))
            yield { file, line: at + 1, text: lines.slice(at, at + following).join('\n') };
  }

  private read(folder: string): void {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || skipped.has(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) this.read(path);
      else if (/[.]ts$/.test(entry.name) && !/[.](d|spec)[.]ts$/.test(entry.name))
        this.files.push({
          file: relative(this.root ?? '', path),
          lines: readFileSync(path, 'utf8').split('\n'),
        });
    }
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
