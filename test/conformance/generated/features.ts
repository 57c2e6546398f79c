import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = 'src/features';

/** The shipped features as folders: what they consist of, and which specs speak for them. */
export class Features {
  readonly names = readdirSync(folder, { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? [one.name] : [],
  );

  /** @throws Error when there is none of the name */
  named(only: string | null): readonly string[] {
    if (only !== null && !this.names.includes(only))
      throw new Error(`There is no feature "${only}". Use one of ${this.names.join(', ')}.`);
    return only === null ? this.names : [only];
  }

  of(file: string): string {
    return file.split('/')[2] ?? '';
  }

  /** What a feature consists of, but for its specs and its sample data. */
  filesOf(name: string): string[] {
    return this.all(name).filter(
      (file) => !/[.]spec[.]ts$/.test(file) && !/[/](index|sample-[^/]+)[.]ts$/.test(file),
    );
  }

  /** Its own specs and those of the features that use it, and that entities agree with their tables. */
  specsFor(name: string): string[] {
    const users = this.names.filter(
      (other) =>
        other !== name &&
        this.filesOf(other).some((file) => readFileSync(file, 'utf8').includes(`'../${name}/index.js'`)),
    );
    return [
      ...[name, ...users].flatMap((one) => this.all(one).filter((file) => file.endsWith('.spec.ts'))),
      'test/e2e/schema-agreement.spec.ts',
    ];
  }

  private all(name: string): string[] {
    return readdirSync(join(folder, name), { withFileTypes: true, recursive: true })
      .filter((one) => one.isFile() && one.name.endsWith('.ts'))
      .map((one) => join(one.parentPath, one.name))
      .sort();
  }
}
