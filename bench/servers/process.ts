import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { audience, issuer, keyId, principals } from '../data/principals.js';
import type { Place } from '../ground.js';
import { freePort, pinned } from '../machine.js';
import type { Program } from './program.js';

const startSeconds = 60;
const profiler = new URL('./profiler.js', import.meta.url).href;

/** What a server is given beside its program. */
export interface ServerInputs extends Place {
  readonly publicKey: string;
  readonly cpu: string | undefined;
}

/** A server under measurement, in a process of its own. */
export class ServerProcess {
  private constructor(
    readonly label: string,
    readonly url: string,
    readonly pid: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /**
   * Starts a program and waits for its `ready <url>` line.
   * @param label tells two servers of one program apart
   * @param more is set in its environment
   * @throws Error with the end of its log when it ends instead
   */
  static async start(
    { name, entry }: Program,
    label: string,
    inputs: ServerInputs,
    more: Readonly<Record<string, string>> = {},
  ): Promise<ServerProcess> {
    if (!existsSync(entry)) {
      throw new Error(`bench: there is no server "${name}": create bench/servers/${name}/server.ts`);
    }
    const folder = mkdtempSync(join(tmpdir(), `keelson-bench-${name}-`));
    const log = `${folder}/output.log`;
    // A file, not a pipe: its reader would take CPU from the load generator, and logs are written to files in production too.
    const output = openSync(log, 'a');
    const [command, args] = pinned(inputs.cpu, process.execPath, [
      '--enable-source-maps',
      '--import',
      profiler,
      entry,
    ]);
    const child = spawn(command, args, {
      stdio: ['ignore', output, output],
      env: { ...(await environmentOf(folder, inputs)), ...more },
    });
    closeSync(output);
    const { pid } = child;
    if (pid === undefined) throw new Error(`bench: ${command} could not be started`);
    const stop = () => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    };
    process.once('exit', stop);
    child.once('exit', () => process.off('exit', stop));
    for (let waited = 0; waited < startSeconds * 20; waited++) {
      const url = /^ready (http:\S+)$/m.exec(readFileSync(log, 'utf8'))?.[1];
      if (url) return new ServerProcess(label, url, pid, child, folder);
      if (child.exitCode !== null) break;
      await wait(50);
    }
    const said = readFileSync(log, 'utf8').slice(-4_000);
    stop();
    throw new Error(
      `bench: ${name} exited, or did not print "ready <url>" within ${startSeconds} s; its output:\n${said}`,
    );
  }

  /** Runs `load` under the CPU profiler and leaves the profile in `file`. */
  async profiled(file: string, load: () => Promise<number>): Promise<number> {
    this.child.kill('SIGUSR2');
    await wait(200);
    const requests = await load();
    this.child.kill('SIGUSR2');
    const written = `${this.folder}/bench.cpuprofile`;
    for (let waited = 0; !existsSync(written); waited++) {
      if (waited > 200) throw new Error(`bench: ${this.label} wrote no profile within 10 s`);
      await wait(50);
    }
    writeFileSync(file, readFileSync(written));
    rmSync(written);
    return requests;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      const kill = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(kill);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function environmentOf(folder: string, inputs: ServerInputs): Promise<NodeJS.ProcessEnv> {
  const principalsFile = `${folder}/principals.json`;
  writeFileSync(principalsFile, JSON.stringify(principals));
  return {
    ...process.env,
    NODE_ENV: 'production',
    DATABASE_URL: inputs.databaseUrl,
    REDIS_URL: inputs.redisUrl ?? undefined,
    DATABASE_POOL_SIZE: '10',
    PORT: String(await freePort()),
    JWT_PUBLIC_KEY: inputs.publicKey,
    JWT_KEY_ID: keyId,
    JWT_ISSUER: issuer,
    JWT_AUDIENCE: audience,
    BENCH_PRINCIPALS: principalsFile,
    BENCH_FOLDER: folder,
  };
}
