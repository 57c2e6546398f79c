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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkModules, linkPackage, projectFolder, thirdPartyModules } from '../support/linked-modules.js';

/**
 * The shipped features that a team may not want, with all that goes when they go: their folder, their two lines in
 * src/app.module.ts, and the tests outside of the folder that are about them. This is the one list of those tests.
 */
const deletable = {
  modules: ['CatalogModule', 'OrdersModule'],
  folders: ['src/features/catalog', 'src/features/orders'],
  tests: [
    'bench/data/shop.ts',
    'bench/servers/keelson-shop',
    'bench/works.feature.spec.ts',
    'bench/works/place.ts',
    'libs/platform/src/openapi/build-document.spec.ts',
    'test/clients',
    'test/e2e/nest-idioms.spec.ts',
    'test/e2e/behind-a-proxy.spec.ts',
    'test/e2e/process',
    'test/faults',
    'test/support/generated-clients.ts',
    'test/support/shop.ts',
    'test/upgrade',
  ],
  /** Tests that stay, and name them in passing. */
  mentions: [
    // Its work is to place an order.
    { file: 'bench/works/index.ts', text: /^.*\bplaceWork\b.*\n/gm, instead: '' },
    {
      // The walk expects some routes by name and a number of attempts, so that it can't walk past all of them.
      file: 'test/e2e/every-route.spec.ts',
      text: /^ *('[A-Z]+ \/v1\/(orders|products|payments)\b.*|expect\((attempts|fields)\.length\).*;)\n/gm,
      instead: '',
    },
  ],
} as const;

const notCopied = new Set(['node_modules', 'dist', '.git', '.keelson', 'coverage', 'results']);
/** Reports of the conformance kit, at the top. */
const reports = join(projectFolder, 'conformance');

const copy = mkdtempSync(join(tmpdir(), 'keelson-without-'));
// As root, PostgreSQL runs as another user, who has to reach what lies below this folder.
chmodSync(copy, 0o755);

/**
 * Runs a program of Node in the copy. Whoever adds or deletes a feature accepts the document and the access matrix that
 * follow: UPDATE does.
 */
async function node(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|TINYPOOL|NODE_OPTIONS|UPDATE)/.test(name),
  );
  const child = spawn(process.execPath, args, {
    cwd: copy,
    env: { ...Object.fromEntries(own), NO_COLOR: '1', UPDATE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  process.once('exit', () => child.kill());
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? -1, output };
}

const bin = (path: string) => join(projectFolder, 'node_modules', path);

beforeAll(() => {
  cpSync(projectFolder, copy, {
    recursive: true,
    filter: (path) => path === projectFolder || (path !== reports && !notCopied.has(basename(path))),
  });
  linkModules(copy, thirdPartyModules());
  for (const library of ['kernel', 'platform', 'conformance'])
    linkPackage(copy, `@keelson/${library}`, join(copy, 'libs', library));
  for (const path of [...deletable.folders, ...deletable.tests]) {
    if (!existsSync(join(copy, path))) throw new Error(`${path} is not there: take it out of the list above`);
    rmSync(join(copy, path), { recursive: true });
  }
  for (const { file, text, instead } of deletable.mentions) {
    const before = readFileSync(join(copy, file), 'utf8');
    const after = before.replace(text, instead);
    if (after === before)
      throw new Error(`${file} no longer mentions ${text}: take it out of the list above`);
    writeFileSync(join(copy, file), after);
  }
});

/** The files of docs/adding-a-feature.md, as somebody who follows it writes them. */
function followGuide(): void {
  const guide = readFileSync(join(copy, 'docs/adding-a-feature.md'), 'utf8');
  const files = [...guide.matchAll(/`(src\/features\/tickets\/[^`]+)`[^\n]*\n\n```ts\n(.*?)```/gs)];
  if (files.length < 6) throw new Error('docs/adding-a-feature.md shows no feature any more');
  for (const [, path = '', code = ''] of files) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), code);
  }
  const contents = join(copy, 'src/app.module.ts');
  const lines = readFileSync(contents, 'utf8')
    .replace(
      /^(?=import \{ OrganizationsModule)/m,
      "import { TicketsModule } from './features/tickets/index.js';\n",
    )
    .replace(/^( +)OrganizationsModule,\n/m, '$&$1TicketsModule,\n');
  writeFileSync(contents, lines);
}

afterAll(() => rmSync(copy, { recursive: true, force: true, maxRetries: 5 }));

describe('Without catalog and orders, and with the feature of the guide', () => {
  it('src/app.module.ts loses two lines for each', () => {
    const file = join(copy, 'src/app.module.ts');
    const lines = readFileSync(file, 'utf8').split('\n');
    for (const name of deletable.modules)
      expect(
        lines.filter((line) => line.includes(name)),
        name,
      ).toEqual([
        expect.stringMatching(/^import \{ \w+ \} from '\.\/features\/\w+\/index\.js';$/),
        expect.stringMatching(/^ +\w+,$/),
      ]);
    writeFileSync(
      file,
      lines.filter((line) => !deletable.modules.some((name) => line.includes(name))).join('\n'),
    );
    followGuide();
  });

  it('the types fit, the import rules hold', async () => {
    const [types, imports] = await Promise.all([
      node(bin('typescript-native/bin/tsc'), '--noEmit', '--pretty', 'false'),
      node('scripts/checks/imports.mjs'),
    ]);
    expect(types, 'a file outside of the features names them: take that out, or list the test above').toEqual(
      {
        code: 0,
        output: '',
      },
    );
    expect(imports).toEqual({ code: 0, output: '' });
  }, 120_000);

  it('the application boots on PostgreSQL, and what is left of it keeps its promises', async () => {
    const report = join(copy, 'report.json');
    const { output } = await node(
      bin('vitest/vitest.mjs'),
      'run',
      '--project=postgres',
      '--maxWorkers=1',
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${report}`,
      'test/e2e/every-route.spec.ts',
      // Their fixtures must not take what the guide's feature has.
      'test/e2e/schema-agreement.spec.ts',
      'test/e2e/kept-promises.spec.ts',
      'src/features/tickets',
      'src/features/identity/sign-up.feature.spec.ts',
      'src/features/organizations/organizations.feature.spec.ts',
    );
    expect(existsSync(report), output).toBe(true);
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
      testResults: {
        name: string;
        status: string;
        assertionResults: { status: string; fullName: string }[];
      }[];
    };
    const failed = testResults.flatMap(({ name, status, assertionResults }) => [
      ...(status === 'passed' ? [] : [name]),
      ...assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => fullName),
    ]);
    expect(failed, output).toEqual([]);
    expect(testResults).toHaveLength(6);
    for (const { name, assertionResults } of testResults)
      expect(assertionResults.filter(({ status }) => status === 'passed').length, name).toBeGreaterThan(0);
  }, 240_000);
});
