import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installOffline } from './offline-install.js';
import type { PackedPackage } from './packed-packages.js';

/** How a program ended, and all that it said. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** An application that the command of the packed create-keelson made in an empty folder. */
export class CreatedApplication {
  private constructor(
    private readonly folder: string,
    /** What the command said. */
    readonly said: string,
    /** What lies in its node_modules. */
    readonly modules: readonly string[],
  ) {}

  /** @throws Error with what the command said, when it fails */
  static async create(
    packages: readonly PackedPackage[],
    options: readonly string[] = [],
  ): Promise<CreatedApplication> {
    const folder = mkdtempSync(join(tmpdir(), 'keelson-created-'));
    // As root, PostgreSQL runs as another user, who has to reach its data below this folder.
    chmodSync(folder, 0o755);
    const creator = packages.find(({ name }) => name === 'create-keelson');
    if (!creator) throw new Error('create-keelson was not packed.');
    const { code, output } = await runIn(folder, 'npm', [
      'exec',
      '--offline',
      '--yes',
      `--package=${creator.tarball}`,
      '--',
      'create-keelson',
      'my-app',
      '--yes',
      ...options,
    ]);
    if (code !== 0) throw new Error(output);
    return new CreatedApplication(folder, output, await installOffline(join(folder, 'my-app'), packages));
  }

  get root(): string {
    return join(this.folder, 'my-app');
  }

  /** `npm run script`, as its user types it. */
  run(script: string, ...args: readonly string[]): Promise<Outcome> {
    return runIn(this.root, 'npm', ['run', script, '--', ...args]);
  }

  /** `npx keelson …`, as its user types it in a folder of the application. */
  keelson(folder: string, ...args: readonly string[]): Promise<Outcome> {
    return runIn(join(this.root, folder), 'npx', ['--no', 'keelson', ...args]);
  }

  /** Every file that was created, built or unpacked from a package; links lead to packages of others. */
  *texts(folder = this.root): Generator<{ readonly path: string; readonly text: string }> {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      // What the compiler keeps for itself names where the links lead.
      if (entry.isFile() && entry.name !== '.tsbuildinfo') yield { path, text: readFileSync(path, 'utf8') };
      else if (entry.isDirectory() && !['.keelson', '.bin'].includes(entry.name)) yield* this.texts(path);
    }
  }

  /** `npm run dev` as at a terminal, on a free port; {@link DevelopmentServer.interrupt} is Ctrl-C. */
  async develop(): Promise<DevelopmentServer> {
    const port = await freePort();
    return new DevelopmentServer(this.root, port);
  }

  /** Changes a file as an editor does. @throws Error when the text is not in it */
  edit(path: string, text: string, instead: string): void {
    const file = join(this.root, path);
    const before = readFileSync(file, 'utf8');
    if (!before.includes(text)) throw new Error(`${path} does not have ${text}`);
    writeFileSync(file, before.replace(text, instead));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The processes of `npm run dev`: a group, as a terminal has them. */
export class DevelopmentServer {
  private readonly npm: ChildProcess;
  private said = '';
  readonly url: string;

  constructor(root: string, port: number) {
    this.url = `http://127.0.0.1:${port}`;
    this.npm = spawn('npm', ['run', 'dev'], {
      cwd: root,
      detached: true,
      env: { ...ownEnvironment(), PORT: `${port}`, HOST: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.npm.stdout, this.npm.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    process.once('exit', this.kill);
  }

  get output(): string {
    return this.said;
  }

  /** Ctrl-C: every process of the terminal gets it. Waits until npm has ended. */
  async interrupt(): Promise<void> {
    const closed = once(this.npm, 'close');
    if (this.npm.pid) process.kill(-this.npm.pid, 'SIGINT');
    await closed;
  }

  /** Whether a process of the group is left. */
  get isRunning(): boolean {
    try {
      return this.npm.pid !== undefined && process.kill(-this.npm.pid, 0);
    } catch {
      return false;
    }
  }

  /** Whatever is left, when a test has failed. */
  readonly kill = (): void => {
    process.off('exit', this.kill);
    if (this.npm.pid && this.isRunning) process.kill(-this.npm.pid, 'SIGKILL');
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Ours without what tests have set. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const tests = /^(VITEST|TINYPOOL|NODE_OPTIONS|NODE_ENV|TEST|KEELSON_|UPDATE|npm_|DATABASE_|REDIS_)/;
  const own = Object.entries(process.env).filter(([name]) => !tests.test(name));
  return { ...Object.fromEntries(own), NO_COLOR: '1' };
}

async function runIn(folder: string, program: string, args: readonly string[]): Promise<Outcome> {
  const child = spawn(program, args, {
    cwd: folder,
    env: ownEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const end = () => child.kill();
  process.once('exit', end);
  const [code] = (await once(child, 'close')) as [number | null];
  process.off('exit', end);
  return { code: code ?? -1, output };
}
