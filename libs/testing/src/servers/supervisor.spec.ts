import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { supervise } from './supervise.js';

const SUPERVISOR = fileURLToPath(new URL('./supervisor.js', import.meta.url));
/** Stands in for a server: runs until it is ended. */
const SERVER = { command: process.execPath, arguments: ['-e', 'setInterval(() => {}, 1000)'] } as const;

let run: ChildProcess | undefined;
afterEach(() => void run?.kill('SIGKILL'));

it('ends the server and removes its folder when it is told to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-supervisor-'));
  const server = await supervise({ ...SERVER, signal: 'SIGTERM', remove: [folder] });
  expect(isAlive(server.pid)).toBe(true);

  await server.stop();

  expect(server.ended()).toBe(true);
  expect(isAlive(server.pid)).toBe(false);
  expect(existsSync(folder)).toBe(false);
});

it('does so too when the run which started it is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-supervisor-'));
  const order = JSON.stringify({ ...SERVER, signal: 'SIGTERM', remove: [folder] });
  // A run like ours in miniature: it starts a supervisor, tells the server's pid, and hangs.
  const script = `
    const supervisor = require('node:child_process').spawn(process.execPath, [process.argv[1]], {
      detached: true, stdio: ['pipe', 'inherit', 'inherit'],
    });
    supervisor.stdin.write(process.argv[2] + '\\n');
    setInterval(() => {}, 1000);`;
  run = spawn(process.execPath, ['-e', script, SUPERVISOR, order], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(run.stdout ?? run, 'data')) as [Buffer];
  const { pid } = JSON.parse(line.toString()) as { pid: number };
  expect(isAlive(pid)).toBe(true);

  run.kill('SIGKILL');

  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  await expect.poll(() => existsSync(folder), { timeout: 10_000 }).toBe(false);
});

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}
