import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '@keelson/testing/servers';
import type { SourceMutant } from './source-mutants.js';

/** What became of a mutant. */
export interface Result {
  readonly id: string;
  /** `kit: access/…`; null when nobody noticed. */
  readonly noticed: string | null;
  /** Digest of everything that judged it. */
  readonly tree: string;
}

/** What takes too long was not understood, so it does not count. */
export function isKilled({ noticed }: Result): boolean {
  return noticed !== null && !noticed.startsWith('time-out');
}

const folder = 'node_modules/.cache/keelson/mutants';

/**
 * Results of earlier runs, by the changed file's text: an interrupted run goes on where it was. What was noticed stays so; what
 * was not is judged again as soon as the code, the kit or a test has changed.
 */
export class KeptResults {
  readonly tree = digest(
    ['src', 'libs', 'test', 'config', 'docs/openapi.json', 'docs/access-matrix.txt'].flatMap((path) =>
      filesIn(path).map((file) => `${file}\n${readFileSync(file, 'utf8')}`),
    ),
  );

  constructor(private readonly engine: Engine) {
    mkdirSync(folder, { recursive: true });
  }

  get(mutant: SourceMutant): Result | null {
    try {
      const result = JSON.parse(readFileSync(this.fileOf(mutant), 'utf8')) as Result;
      return result.noticed !== null || result.tree === this.tree ? result : null;
    } catch {
      return null;
    }
  }

  put(mutant: SourceMutant, noticed: string | null): Result {
    const result = { id: mutant.id, noticed, tree: this.tree };
    writeFileSync(this.fileOf(mutant), JSON.stringify(result));
    return result;
  }

  /** Does not ask again whether a feature as it is passes, while nothing has changed. */
  async passed(feature: string, ask: () => Promise<void>): Promise<void> {
    const file = join(folder, `${this.engine}-${feature}.passed`);
    if (existsSync(file) && readFileSync(file, 'utf8') === this.tree) return;
    await ask();
    writeFileSync(file, this.tree);
  }

  private fileOf({ id, text }: SourceMutant): string {
    return join(folder, `${digest([this.engine, id, text])}.json`);
  }
}

function filesIn(path: string): string[] {
  if (path.startsWith('docs/')) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((one) => one.isFile() && /[.](ts|json)$/.test(one.name))
    .map((one) => join(one.parentPath, one.name))
    .filter((file) => !/node_modules|[/]dist[/]/.test(file))
    .sort();
}

function digest(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 32);
}
