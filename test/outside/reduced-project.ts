import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import {
  libraries,
  linkModules,
  linkPackage,
  projectFolder,
  publishedName,
  thirdPartyModules,
} from '../support/linked-modules.js';

/**
 * The shipped features that a team may not want, with all that goes when they go: their folder, their two lines in
 * src/app.module.ts, and the tests outside of the folder that are about them. This is the one list of those tests.
 */
export const deletable = {
  modules: ['CatalogModule', 'OrdersModule'],
  folders: ['src/features/catalog', 'src/features/orders'],
  tests: [
    'bench/data/shop.ts',
    'bench/servers/keelson-shop',
    'bench/works.feature.on-postgres.spec.ts',
    'bench/works/place.ts',
    'libs/openapi/src/build-document.spec.ts',
    'libs/api-keys/src/api-keys.feature.on-mysql.spec.ts',
    'test/clients',
    'test/e2e/nest-idioms.on-mysql.spec.ts',
    'test/e2e/behind-a-proxy.on-postgres.spec.ts',
    'test/e2e/conformance-extended.night.spec.ts',
    'test/e2e/extensions-removed.spec.ts',
    'test/e2e/extensions.spec.ts',
    'test/e2e/invariants.spec.ts',
    'test/e2e/process',
    'test/e2e/walk.isolated.spec.ts',
    'test/faults',
    'test/support/bundled-programs.mjs',
    'test/support/features/loyalty',
    'test/support/generated-clients.ts',
    'test/support/keelson-process.ts',
    'test/support/run-bundle.mjs',
    'test/support/server-bundle.ts',
    'test/support/shop.ts',
    'test/upgrade',
  ],
  /** Tests that stay, and name them in passing. */
  mentions: [
    // Its work is to place an order.
    { file: 'bench/works/index.ts', text: /^.*\bplaceWork\b.*\n/gm, instead: '' },
    {
      // The walk expects some routes by name and a number of attempts, so that it can't walk past all of them.
      file: 'test/e2e/every-route.on-postgres.spec.ts',
      text: /^ *('[A-Z]+ \/v1\/(orders|products|payments)\b.*|expect\((attempts|fields)\.length\).*;)\n/gm,
      instead: '',
    },
  ],
} as const;

const notCopied = new Set(['node_modules', 'dist', '.git', '.keelson', 'coverage', 'results']);
/** Reports of the conformance kit, at the top. */
const reports = join(projectFolder, 'conformance');

/** A program of the project's packages. */
export const bin = (path: string) => join(projectFolder, 'node_modules', path);

/** A copy of the project from which the deletable features were deleted. */
export class ReducedProject {
  private constructor(readonly folder: string) {}

  static create(): ReducedProject {
    const copy = mkdtempSync(join(tmpdir(), 'keelson-without-'));
    // As root, PostgreSQL runs as another user, who has to reach what lies below this folder.
    chmodSync(copy, 0o755);
    cpSync(projectFolder, copy, {
      recursive: true,
      filter: (path) => path === projectFolder || (path !== reports && !notCopied.has(basename(path))),
    });
    linkModules(copy, thirdPartyModules());
    for (const library of libraries) linkPackage(copy, publishedName(library), join(copy, 'libs', library));
    for (const path of [...deletable.folders, ...deletable.tests]) {
      if (!existsSync(join(copy, path)))
        throw new Error(`${path} is not there: take it out of the list above`);
      rmSync(join(copy, path), { recursive: true });
    }
    for (const { file, text, instead } of deletable.mentions) {
      const before = readFileSync(join(copy, file), 'utf8');
      const after = before.replace(text, instead);
      if (after === before)
        throw new Error(`${file} no longer mentions ${text}: take it out of the list above`);
      writeFileSync(join(copy, file), after);
    }
    return new ReducedProject(copy);
  }

  /**
   * Runs a program of Node in the copy. Whoever adds or deletes a feature accepts the document and the access matrix that
   * follow: UPDATE does.
   */
  async node(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
    const own = Object.entries(process.env).filter(
      ([name]) => !/^(VITEST|TINYPOOL|NODE_OPTIONS|UPDATE|KEELSON_NIGHT)/.test(name),
    );
    const child = spawn(process.execPath, args, {
      cwd: this.folder,
      // One worker loads the application once.
      env: { ...Object.fromEntries(own), NO_COLOR: '1', UPDATE: '1', KEELSON_TEST_WORKERS: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    process.once('exit', () => child.kill());
    const [code] = (await once(child, 'close')) as [number | null];
    return { code: code ?? -1, output };
  }

  /**
   * Runs spec files of the copy on PostgreSQL.
   * @returns the tests and files that failed, the files that have a passed test, and all output
   */
  async test(...files: readonly string[]): Promise<TestRun> {
    const report = join(this.folder, 'report.json');
    const { output } = await this.node(
      bin('vitest/vitest.mjs'),
      'run',
      '--project=postgres',
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${report}`,
      ...files,
    );
    if (!existsSync(report)) throw new Error(output);
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    return {
      output,
      failed: testResults.flatMap(({ name, status, assertionResults }) => [
        ...(status === 'passed' ? [] : [name]),
        ...assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => fullName),
      ]),
      passed: testResults
        .filter(({ assertionResults }) => assertionResults.some(({ status }) => status === 'passed'))
        .map(({ name }) => name),
    };
  }

  /** Takes the modules out of src/app.module.ts. @returns the lines that named them, by module */
  removeModules(): Readonly<Record<string, readonly string[]>> {
    const file = join(this.folder, 'src/app.module.ts');
    const lines = readFileSync(file, 'utf8').split('\n');
    const { modules } = deletable;
    writeFileSync(file, lines.filter((line) => !modules.some((name) => line.includes(name))).join('\n'));
    return Object.fromEntries(modules.map((name) => [name, lines.filter((line) => line.includes(name))]));
  }

  /** Adds the feature of docs/adding-a-feature.md, as a reader who follows it writes it. */
  followGuide(): void {
    const guide = readFileSync(join(this.folder, 'docs/adding-a-feature.md'), 'utf8');
    const files = [...guide.matchAll(/`(src\/features\/tickets\/[^`]+)`[^\n]*\n\n```ts\n(.*?)```/gs)];
    if (files.length < 6 || !files.some(([, path]) => path?.endsWith('.spec.ts')))
      throw new Error('docs/adding-a-feature.md shows no feature any more, or not its spec');
    for (const [, path = '', code = ''] of files) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), code);
    }
    const contents = join(this.folder, 'src/app.module.ts');
    const lines = readFileSync(contents, 'utf8')
      .replace(
        /^(?=import \{ OrganizationsModule)/m,
        "import { TicketsModule } from './features/tickets/index.js';\n",
      )
      .replace(/^( +)OrganizationsModule,\n/m, '$&$1TicketsModule,\n');
    writeFileSync(contents, lines);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export interface TestRun {
  readonly failed: readonly string[];
  readonly passed: readonly string[];
  readonly output: string;
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}
