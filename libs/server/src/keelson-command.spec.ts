import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../bin/keelson.js', import.meta.url));
let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'keelson-command-')));
  write('package.json', '{ "type": "module", "scripts": { "build": "node build.js" } }');
  write('src/features/index.ts', '');
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
}

/** Prints where it runs, and with what. */
const command = 'console.log(JSON.stringify([process.cwd(), process.argv.slice(2)]));';

const run = (folder: string, ...args: string[]) => runIn('test', folder, ...args);
const runIn = (environment: string, folder: string, ...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const env = { ...process.env, NODE_ENV: environment };
    execFile(
      process.execPath,
      [program, ...args],
      { cwd: join(root, folder), env },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

it('runs what is built, from each folder of the application, as in its root', async () => {
  write('dist/src/keelson.js', command);
  for (const folder of ['.', 'src/features']) {
    const { code, stdout } = await run(folder, 'routes', '--json');
    expect({ code, said: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      said: [root, ['routes', '--json']],
    });
  }
});

/** A build that prints, and makes the command. */
const buildScript = `import { mkdirSync, writeFileSync } from 'node:fs';
  console.log('compiling'); mkdirSync('dist/src', { recursive: true });
  writeFileSync('dist/src/keelson.js', ${JSON.stringify(command)});`;

it('builds first where there is a compiler, and prints nothing of that to the standard output', async () => {
  write('src/keelson.ts', '');
  write('node_modules/typescript/package.json', '{}');
  write('build.js', buildScript);
  const done = await run('.', 'routes');
  expect(done).toMatchObject({ code: 0, stderr: 'compiling\n' });
  expect(JSON.parse(done.stdout)).toEqual([root, ['routes']]);
  write('build.js', 'process.exit(3)');
  expect(await run('.', 'routes')).toMatchObject({ code: 3, stdout: '' });
});

it('builds with the compiler of a workspace, whose packages are above the application', async () => {
  write('node_modules/typescript/package.json', '{}');
  write('apps/shop/package.json', '{ "type": "module", "scripts": { "build": "node build.js" } }');
  write('apps/shop/src/keelson.ts', '');
  write('apps/shop/dist/src/keelson.js', "console.log('outdated')");
  write('apps/shop/build.js', buildScript);
  const done = await run('apps/shop', 'routes');
  expect(done).toMatchObject({ code: 0, stderr: 'compiling\n' });
  expect(JSON.parse(done.stdout)).toEqual([join(root, 'apps/shop'), ['routes']]);
});

it('says why it runs what is built, although sources are there', async () => {
  write('src/keelson.ts', '');
  write('dist/src/keelson.js', "console.log('built before')");
  write('build.js', 'process.exit(3)');
  const skipped = (reason: string) => ({
    code: 0,
    stdout: 'built before\n',
    stderr: `Not built, since ${reason}: dist/src/keelson.js may be older than src/keelson.ts.\n`,
  });
  expect(await run('.')).toEqual(skipped('typescript is not installed'));
  write('node_modules/typescript/package.json', '{}');
  expect(await runIn('production', '.')).toEqual(skipped('NODE_ENV is production'));
  write('package.json', '{ "type": "module" }');
  expect(await run('.')).toEqual(skipped('package.json has no script "build"'));
});

it('says what is missing', async () => {
  expect(await run('.')).toMatchObject({ code: 1, stderr: expect.stringContaining('No application is in') });
  write('src/keelson.ts', '');
  expect(await run('.')).toMatchObject({ code: 1, stderr: expect.stringContaining('run npm run build') });
});
