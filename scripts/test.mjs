// npm test                    every check, then every test on both engines
// npm test -- <vitest args>   those tests only
import { staticChecks, runCheck } from './checks/static-checks.mjs';
import { spentSeconds, tablesOf } from './checks/times.mjs';
import { runVitest } from './checks/vitest.mjs';
import { endAll, wasInterrupted } from './checks/processes.mjs';

let passed = 0;
let failed = 0;

/** The last line of all output, whatever happened: others read it. */
function finish() {
  const interruption = wasInterrupted();
  if (interruption) {
    console.log(`interrupted by ${interruption}`);
    failed += 1;
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => endAll(signal));
}

/** @param {Awaited<ReturnType<typeof runVitest>>} tests */
function count(tests) {
  passed += tests.passed;
  failed += tests.failed;
  if (tests.skipped > 0) console.log(`${tests.skipped} skipped`);
}

async function checkSources() {
  const checks = await staticChecks();
  console.log(`checks: ${checks.map((check) => check.name).join(', ')}`);
  await Promise.all(
    checks.map(async (check) => {
      const { ok, seconds, report } = await runCheck(check);
      if (wasInterrupted()) return;
      if (ok) passed += 1;
      else failed += 1;
      console.log(`  ${ok ? '✓' : '✗'} ${check.name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s`);
      if (!ok) console.log(report.replace(/^/gm, '      '));
    }),
  );
}

/** The checks, then the tests; beside them those of whole processes, which wait for most of their time. */
async function runAll() {
  await checkSources();
  if (wasInterrupted()) return;
  /** A forgotten `.only` would leave the others untested. @param {string} projects @param {number} workers */
  const all = (projects, workers, options = {}) =>
    runVitest(['--allowOnly=false', '--project', projects], { KEELSON_TEST_WORKERS: `${workers}` }, options);
  const runs = await Promise.all([
    // They wait for leases, kills and stops, which two files do at the same time; a third would make servers look away.
    all('*processes', 2, { quiet: true }),
    // With two, a core and a half was in use once the processes were done: one file in two waits for something.
    all('!*processes', 3),
  ]);
  console.log(`${tablesOf(runs.flatMap(({ times }) => times)).join('\n')}\n`);
  const seconds = spentSeconds();
  if (seconds !== null) console.log(`${seconds.toFixed(0)} seconds of CPU time, checks and servers included`);
  for (const run of runs) count(run);
}

const vitestArguments = process.argv.slice(2);
if (vitestArguments.length === 0) await runAll();
else count(await runVitest(vitestArguments));
finish();
