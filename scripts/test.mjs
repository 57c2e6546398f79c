// npm test                    every check, then every test on both engines
// npm test -- <vitest args>   those tests only
import { staticChecks, runCheck } from './checks/static-checks.mjs';
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

const vitestArguments = process.argv.slice(2);
if (vitestArguments.length === 0) {
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
if (!wasInterrupted()) {
  const tests = await runVitest(vitestArguments);
  passed += tests.passed;
  failed += tests.failed;
  if (vitestArguments.length === 0) console.log(`${tests.times.join('\n')}\n`);
  if (tests.skipped > 0) console.log(`${tests.skipped} skipped`);
}
finish();
