import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const own = 'src/features';

/** Features that are packages of their own, in `libs/`. */
const packages = ['organizations', 'identity', 'api-keys'];

/** The shipped features as folders: what they consist of, and which specs speak for them. */
export class Features {
  readonly names = [
    ...packages,
    ...readdirSync(own, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : [])),
  ];

  /** @throws Error when there is none of the name */
  named(only: string | null): readonly string[] {
    if (only !== null && !this.names.includes(only))
      throw new Error(`There is no feature "${only}". Use one of ${this.names.join(', ')}.`);
    return only === null ? this.names : [only];
  }

  of(file: string): string {
    const [top, library = '', feature = ''] = file.split('/');
    return top === 'libs' ? library : feature;
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
        other !== name && this.filesOf(other).some((file) => importOf(name).test(readFileSync(file, 'utf8'))),
    );
    return [
      ...[name, ...users].flatMap((one) => this.all(one).filter((file) => file.endsWith('.spec.ts'))),
      'test/e2e/schema-agreement.spec.ts',
    ];
  }

  private all(name: string): string[] {
    return readdirSync(packages.includes(name) ? join('libs', name, 'src') : join(own, name), {
      withFileTypes: true,
      recursive: true,
    })
      .filter((one) => one.isFile() && one.name.endsWith('.ts'))
      .map((one) => join(one.parentPath, one.name))
      .sort();
  }
}

function importOf(feature: string): RegExp {
  return new RegExp(`'(@keelson/${feature}|[.]{2}/${feature}/index[.]js)'`);
}
