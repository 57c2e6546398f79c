import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const source = 'test/clients';
const contract = 'docs/openapi.json';
const packages = ['package.json', 'package-lock.json'];
const locked = packages.map((name) => join(source, name));

/**
 * A copy of test/clients in which every generator has made its client and all of it compiles. Its packages stay for the
 * next run, and so does the rest until the document or test/clients changes.
 * @throws Error with what npm, a generator or the compiler said
 */
export async function generatedClients(): Promise<string> {
  const folder = resolve('.keelson/clients', hashOf(locked));
  await mkdir(folder, { recursive: true });
  await unlessDone(folder, 'installed', locked, async () => {
    for (const name of packages) await cp(join(source, name), join(folder, name));
    const how = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    await run('npm could not install the generators; this needs a package registry once', folder, 'npm', how);
  });
  const files = sources();
  await unlessDone(folder, 'compiled', [contract, ...files.map((name) => join(source, name))], async () => {
    for (const old of ['generated', 'journeys'])
      await rm(join(folder, old), { recursive: true, force: true });
    for (const name of files) await cp(join(source, name), join(folder, name));
    await cp(contract, join(folder, 'openapi.json'));
    const [node, tsc] = [process.execPath, 'node_modules/typescript/bin/tsc'];
    await run(`A generator does not take ${contract}`, folder, node, ['generate.mjs']);
    await run(`A client of ${contract} does not compile`, folder, node, [tsc, '--pretty', 'false']);
  });
  return folder;
}

/** Does the work, unless it was done with the same files before. */
async function unlessDone(
  folder: string,
  what: string,
  inputs: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const stamp = join(folder, `${what}.txt`);
  const hash = hashOf(inputs);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await rm(stamp, { force: true });
  await work();
  await writeFile(stamp, hash);
}

async function run(failure: string, cwd: string, command: string, args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(command, args, { cwd, maxBuffer: 1 << 24 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${failure}:\n${`${stdout}${stderr}`.slice(0, 4_000)}`, { cause: error });
  }
}

function sources(): string[] {
  const journeys = readdirSync(join(source, 'journeys')).map((name) => join('journeys', name));
  return ['generate.mjs', 'tsconfig.json', ...journeys];
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}
