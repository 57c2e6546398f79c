// A process of its own which outlives the test run just long enough to end what the run started. The run holds our
// standard input open; when that pipe closes, for whatever reason (end, SIGINT, kill -9), the server goes and so does
// its temporary folder. Plain JavaScript, because Node 20 does not read TypeScript.
import { spawn } from 'node:child_process';
import { openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * @typedef {object} Order
 * @property {string} [command] the server to run; without one, the postmaster of `pidFolder` is only watched
 * @property {string[]} [arguments]
 * @property {Record<string, string>} [environment] added to ours
 * @property {string} [log] file that takes the server's output
 * @property {string} [pidFolder] folder in which (or one below) a `postmaster.pid` names the server
 * @property {'SIGTERM' | 'SIGINT'} signal the polite way to end the server
 * @property {string[]} remove folders to delete afterwards
 */

const GRACE_MS = 8000;
/** @type {Order | undefined} */
let order;
/** @type {import('node:child_process').ChildProcess | undefined} */
let server;
let ending = false;

// Nobody may be left to read us.
process.stdout.on('error', () => {});

/** @param {object} message */
const report = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (!order) begin(JSON.parse(line));
});
lines.on('close', () => void end());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end());

/** @param {Order} received */
function begin(received) {
  order = received;
  if (!order.command) return report({ watching: true });
  const output = order.log ? openSync(order.log, 'a') : 'ignore';
  server = spawn(order.command, order.arguments ?? [], {
    env: { ...process.env, ...order.environment },
    stdio: ['ignore', output, output],
  });
  server.on('error', (error) => {
    report({ failed: error.message });
    void finish();
  });
  server.on('exit', (code, signal) => {
    report({ exit: code ?? signal });
    void finish();
  });
  if (server.pid) report({ pid: server.pid });
}

async function end() {
  if (ending) return;
  ending = true;
  const pid = server?.pid ?? watchedPid();
  if (pid) await stopProcess(pid, order?.signal ?? 'SIGTERM');
  await finish();
}

/** @param {number} pid @param {NodeJS.Signals} signal */
async function stopProcess(pid, signal) {
  send(pid, signal);
  const deadline = Date.now() + GRACE_MS;
  while (isAlive(pid)) {
    if (Date.now() > deadline) send(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function finish() {
  for (const folder of order?.remove ?? []) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
  process.exit(0);
}

function watchedPid() {
  if (!order?.pidFolder) return undefined;
  for (const file of pidFiles(order.pidFolder)) {
    try {
      const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
      if (pid > 1 && isAlive(pid)) return pid;
    } catch {
      // Not there: the postmaster has ended and taken its file along.
    }
  }
  return undefined;
}

/** @param {string} folder */
function pidFiles(folder) {
  try {
    const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [folder, ...below.map((entry) => join(folder, entry.name))].map((at) =>
      join(at, 'postmaster.pid'),
    );
  } catch {
    return [];
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone in the meantime.
  }
}
