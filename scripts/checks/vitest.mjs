import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { runNode, wasInterrupted } from './processes.mjs';

let runs = 0;

/**
 * Runs the tests and counts them.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {{ quiet?: boolean }} [options] quiet: their output is shown when they have ended, not while they run
 * @returns {Promise<{ passed: number, failed: number, skipped: number, figures: string[], times: import('./times.mjs').FileTime[] }>}
 */
export async function runVitest(args, env = {}, { quiet = false } = {}) {
  const folder = 'node_modules/.cache/keelson';
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/summary-${process.pid}-${(runs += 1)}.json`;
  try {
    const { code, output } = await runNode(
      [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--reporter=default',
        '--reporter=./scripts/checks/summary-reporter.mjs',
        ...args,
      ],
      { capture: quiet, env: { ...env, KEELSON_TEST_SUMMARY: file } },
    );
    if (quiet) process.stdout.write(output);
    const summary = readSummary(file);
    if (summary.failed === 0 && code !== 0 && !wasInterrupted()) {
      console.log(
        `vitest exited with ${code ?? 'a signal'} although no test failed; its output above says why`,
      );
      summary.failed = 1;
    }
    return summary;
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
function readSummary(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // It ended before its reporter could write: the exit code speaks for it.
    return { passed: 0, failed: 0, skipped: 0, figures: [], times: [] };
  }
}
