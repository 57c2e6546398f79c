import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { runNode, wasInterrupted } from './processes.mjs';

/**
 * Runs the tests, their output shown, and counts them.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ passed: number, failed: number, skipped: number, figures: string[], times: string[] }>}
 */
export async function runVitest(args, env = {}) {
  const folder = 'node_modules/.cache/keelson';
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/summary-${process.pid}.json`;
  try {
    const { code } = await runNode(
      [
        'node_modules/vitest/vitest.mjs',
        'run',
        // A forgotten `.only` would leave the others untested.
        ...(args.length === 0 ? ['--allowOnly=false'] : []),
        '--reporter=default',
        '--reporter=./scripts/checks/summary-reporter.mjs',
        ...args,
      ],
      { capture: false, env: { ...env, KEELSON_TEST_SUMMARY: file } },
    );
    const summary = readSummary(file);
    if (summary.failed === 0 && code !== 0 && !wasInterrupted()) {
      console.log(`vitest ended with ${code ?? 'a signal'} although no test failed: its reason is above`);
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
