import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from './index.js';

const here = dirname(fileURLToPath(import.meta.url));
const root = realpathSync(mkdtempSync(join(tmpdir(), 'keelson-takeover-')));
const shared = join(root, 'shared');
const owners = new Set<ChildProcess>();
const lines: string[] = [];

const log = (line: string): void => void lines.push(line);
const start = (directory = shared): Promise<EmbeddedPostgres> => startEmbeddedPostgres({ directory, log });

beforeAll(() => {
  // mkdtemp makes it private, and root's server runs as somebody else.
  chmodSync(root, 0o755);
  compileForOwners();
});

afterAll(() => {
  for (const owner of owners) owner.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

describe('a second start on the same folder', () => {
  it('is refused in one line while the first process is alive', async () => {
    const owner = await startOwner(shared);
    const refusal = await refused(start());
    expect(refusal).toBe(
      `The database folder ${shared} is in use by process ${owner.process.pid}: stop that process, or use another folder for this one.`,
    );
    expect(await query(owner.url, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
    owner.process.kill('SIGTERM');
    await once(owner.process, 'exit');
    expect(await accepts(owner.url)).toBe(false);
  });

  it('takes over what a kill -9 left running, with everything committed', async () => {
    const owner = await startOwner(shared);
    await query(owner.url, 'CREATE TABLE IF NOT EXISTS cargo (weight int)');
    await query(owner.url, 'INSERT INTO cargo VALUES (42)');
    owner.process.kill('SIGKILL');
    await once(owner.process, 'exit');
    expect(await accepts(owner.url)).toBe(true);

    const server = await start();
    try {
      expect(lines.at(-2)).toMatch(/^stopping PostgreSQL process \d+, left behind/);
      expect(await query(server.url, 'SELECT weight FROM cargo')).toEqual([{ weight: 42 }]);
      expect(await accepts(owner.url)).toBe(new URL(owner.url).port === new URL(server.url).port);
    } finally {
      await server.stop();
    }
  });

  it('is not stopped by a postmaster.pid whose pid belongs to another process now', async () => {
    const file = join(shared, 'cluster', 'postmaster.pid');
    writeFileSync(file, `${process.pid}\n${join(shared, 'cluster')}\n1\n5432\n\n127.0.0.1\n\nready\n`);
    const server = await start();
    expect(await query(server.url, 'SELECT 1 AS up')).toEqual([{ up: 1 }]);
    await server.stop();
  });

  it('is started again under the same URL when its postmaster is killed, which is said once', async () => {
    const server = await start();
    await query(server.url, 'CREATE TABLE IF NOT EXISTS survivors (name text)');
    await query(server.url, "INSERT INTO survivors VALUES ('Ada')");
    lines.length = 0;
    const postmaster = Number(readFileSync(join(shared, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(postmaster, 'SIGKILL');
    await vi.waitFor(
      async () => expect(await query(server.url, 'SELECT name FROM survivors')).toEqual([{ name: 'Ada' }]),
      { timeout: 20_000, interval: 50 },
    );
    await vi.waitFor(() => expect(lines.at(-1)).toMatch(/^PostgreSQL is running again after \d+ ms$/), 5_000);
    expect(lines.filter((line) => line.startsWith('PostgreSQL exited unexpectedly (SIGKILL)'))).toHaveLength(
      1,
    );
    await server.stop();
    expect(await accepts(server.url)).toBe(false);
    await (await start()).stop();
  });
});

describe('a first start that was killed on the way', () => {
  it('is begun anew', async () => {
    const directory = join(root, 'killed');
    const owner = spawnOwner(directory);
    await expect
      .poll(() => existsSync(directory) && readdirSync(directory).some(isUnfinished), POLL)
      .toBe(true);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(existsSync(join(directory, 'cluster'))).toBe(false);

    const server = await start(directory);
    expect(await query(server.url, 'SELECT 1 AS up')).toEqual([{ up: 1 }]);
    await server.stop();
    expect(readdirSync(directory).filter(isUnfinished)).toEqual([]);
  });
});

const POLL = { interval: 5, timeout: 5_000 };

function isUnfinished(name: string): boolean {
  return name.startsWith('initdb-');
}

async function refused(attempt: Promise<EmbeddedPostgres>): Promise<string> {
  const error: unknown = await attempt.then(
    (server) => server.stop(),
    (reason: unknown) => reason,
  );
  if (!(error instanceof EmbeddedPostgresError)) throw new Error(`expected a refusal, got ${String(error)}`);
  expect(error.message).not.toContain('\n');
  return error.message;
}

async function query(url: string, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

function accepts(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.once('connect', () => resolve(socket.destroy() !== undefined));
    socket.once('error', () => resolve(false));
  });
}

/** An application in a process of its own, to be killed: Node 20 runs no TypeScript, so it gets the compiled files. */
function compileForOwners(): void {
  const folder = join(root, 'owner');
  mkdirSync(folder);
  symlinkSync(join(here, '../../../node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const name of readdirSync(here).filter((each) => /(?<!\.spec)\.ts$/.test(each))) {
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(readFileSync(join(here, name), 'utf8'), {
      compilerOptions: options,
    });
    writeFileSync(join(folder, name.replace(/\.ts$/, '.js')), outputText);
  }
  writeFileSync(
    join(folder, 'main.js'),
    `import { startEmbeddedPostgres } from './index.js';
     const server = await startEmbeddedPostgres({ directory: process.argv[2], log: () => undefined });
     process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
     setInterval(() => undefined, 1000);
     console.log(server.url);`,
  );
}

function spawnOwner(directory: string): ChildProcess {
  const owner = spawn(process.execPath, [join(root, 'owner', 'main.js'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  owners.add(owner);
  return owner;
}

async function startOwner(directory: string): Promise<{ process: ChildProcess; url: string }> {
  const owner = spawnOwner(directory);
  const [url] = (await once(owner.stdout ?? owner, 'data')) as [Buffer];
  return { process: owner, url: url.toString().trim() };
}
