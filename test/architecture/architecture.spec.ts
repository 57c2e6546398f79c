import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatted } from '../support/formatted.js';
import { libraries, projectFolder } from '../support/linked-modules.js';

/** Lines of code above which a package has its reason in ARCHITECTURE.md. */
const mostLines = 3_000;
/** And above which the smallest installation has its. */
const mostOfSmallest = 13_000;
/** Everything that serves a request. */
const smallest = ['kernel', 'runtime', 'sql', 'access', 'operations', 'rest', 'jobs', 'events'];

interface Package {
  readonly name: string;
  readonly uses: readonly string[];
  readonly vendors: readonly string[];
  readonly rooms: readonly string[];
  readonly lines: number;
}

const packages = libraries.map((name): Package => {
  const folder = join(projectFolder, 'libs', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
    peerDependencies?: Record<string, string>;
  };
  const source = join(folder, 'src');
  return {
    name,
    uses: Object.keys(manifest.peerDependencies ?? {})
      .filter((peer) => peer.startsWith('@keelson/'))
      .map((peer) => peer.replace('@keelson/', '')),
    vendors: Object.keys(manifest.dependencies ?? {}).filter((vendor) => !vendor.startsWith('@types/')),
    rooms: readdirSync(source, { withFileTypes: true })
      .filter(
        (entry) =>
          entry.isDirectory() &&
          ['index', 'ports'].some((port) => existsSync(join(source, entry.name, `${port}.ts`))),
      )
      .map((entry) => entry.name),
    lines: sourcesBelow(source).reduce((sum, file) => sum + linesOfCode(readFileSync(file, 'utf8')), 0),
  };
});

const file = join(projectFolder, 'ARCHITECTURE.md');
const marked = /<!-- packages -->[\s\S]*?<!-- \/packages -->/;

it('ARCHITECTURE.md lists the packages as they are', async () => {
  const text = readFileSync(file, 'utf8');
  // Rounded, so that not every change changes it.
  const rows = packages.map(({ name, uses, vendors, rooms, lines }) =>
    [
      `[\`${name}\`](libs/${name})`,
      rooms.join(', '),
      uses.join(', '),
      vendors.join(', '),
      `${Math.round(lines / 100) / 10}`,
    ].join(' | '),
  );
  const table = await formatted(
    'ARCHITECTURE.md',
    ['package | rooms | uses | brings | thousand lines', '--- | --- | --- | --- | ---', ...rows]
      .map((row) => `| ${row} |`)
      .join('\n'),
  );
  const expected = text.replace(marked, () => `<!-- packages -->\n\n${table}\n<!-- /packages -->`);
  if (process.env['UPDATE'] === '1') writeFileSync(file, expected);
  expect(
    readFileSync(file, 'utf8'),
    'run `UPDATE=1 npx vitest run --project unit test/architecture/architecture`',
  ).toBe(expected);
});

it('a package that has more lines than others gives its reason', () => {
  const reasons = readFileSync(file, 'utf8').replace(marked, '');
  const sum = packages
    .filter(({ name }) => smallest.includes(name))
    .reduce((all, { lines }) => all + lines, 0);
  const large = [
    ...packages.filter(({ lines }) => lines > mostLines).map(({ name }) => `\`${name}\``),
    ...(sum > mostOfSmallest ? ['the smallest installation'] : []),
  ];
  expect(large.filter((what) => !new RegExp(`^- ${what}: .{40}`, 'm').test(reasons))).toEqual([]);
});

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .map((path) => join(folder, path));
}

/** Without blanks and comments. */
function linesOfCode(text: string): number {
  return text
    .replaceAll(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*\/\//.test(line)).length;
}
