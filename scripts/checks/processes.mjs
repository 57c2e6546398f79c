import { spawn } from 'node:child_process';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** @type {NodeJS.Signals | undefined} */
let interruption;

export function wasInterrupted() {
  return interruption;
}

/**
 * Ends what this run started; the wait for it goes on, so that nothing is left when we end.
 * @param {NodeJS.Signals} signal
 */
export function endAll(signal) {
  interruption = signal;
  for (const child of running) {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  }
}

/**
 * Runs a program of Node to its end.
 * @param {readonly string[]} args
 * @param {object} options
 * @param {boolean} options.capture keep the output instead of showing it
 * @param {boolean} [options.show] show it all the same
 * @param {NodeJS.ProcessEnv} [options.env]
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export function runNode(args, { capture, show = false, env = {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
      env: { ...process.env, ...env },
    });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        if (show) process.stdout.write(chunk);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code, output });
    });
  });
}
