// npm run test:night          what is long by nature: *.night.spec.ts, the crash ledger, transfers, all generated mutants
//   --list         names the parts, and the last result of each
//   --only TEXT    only the parts whose name holds this text
//   --seed N       a seed of yours; without it, a new one for each commit
//   --fresh        runs again what has passed at this commit
// An interrupted run goes on where it was. After each part, docs/evidence/night.md is written from the last result of each.
import { parseArgs } from 'node:util';
import { endAll, wasInterrupted } from './checks/processes.mjs';
import { writeEvidence } from './night/evidence.mjs';
import { nightParts } from './night/parts.mjs';
import { NightState } from './night/state.mjs';

const usage = 'Usage: npm run test:night [-- --list] [--only TEXT] [--seed N] [--fresh]';

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        list: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        seed: { type: 'string' },
        fresh: { type: 'boolean', default: false },
      },
    });
    const seed = values.seed === undefined ? null : Number(values.seed);
    if (seed !== null && (!Number.isSafeInteger(seed) || seed < 0))
      throw new Error('--seed must be a whole number.');
    return { ...values, seed };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}

const { list, only, seed, fresh } = readArguments();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => endAll(signal));
}

const state = new NightState({ seed, fresh });
const parts = await nightParts(state.seed);
const chosen = parts.filter(({ name }) => name.includes(only));
if (list) {
  for (const { name } of chosen) {
    const { outcome, commit } = state.get(name) ?? {};
    console.log(`${(outcome ?? 'not run').padEnd(7)}  ${name}${commit ? ` (${commit})` : ''}`);
  }
  process.exit();
}

console.log(`night: commit ${state.commit}, seed ${state.seed}, ${chosen.length} parts`);
let failed = 0;
for (const [index, part] of chosen.entries()) {
  const place = `${index + 1}/${chosen.length} ${part.name}`;
  if (state.isDone(part.name)) {
    console.log(`${place}: already passed at this commit with this seed`);
    continue;
  }
  console.log(`${place}: started`);
  const started = Date.now();
  const { ok, figures } = await part.run();
  if (wasInterrupted()) break;
  const seconds = Math.round((Date.now() - started) / 1000);
  state.put(part.name, { outcome: ok ? 'passed' : 'failed', seconds, figures });
  await writeEvidence(state, parts);
  if (!ok) failed += 1;
  console.log(`${place}: ${ok ? 'passed' : 'FAILED'} in ${seconds} s`);
}

if (wasInterrupted()) {
  console.log(`interrupted by ${wasInterrupted()}; run the same command to resume`);
  process.exit(1);
}
const missing = parts.filter(({ name }) => !state.get(name)).length;
console.log(
  `written: ${await writeEvidence(state, parts)}${missing > 0 ? `, ${missing} parts not run yet` : ''}`,
);
process.exitCode = failed > 0 ? 1 : 0;
