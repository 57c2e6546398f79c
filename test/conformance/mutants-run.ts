import { startServers } from '@keelson/testing/servers';
import { keepEvidence } from './mutants-evidence.js';
import { judgeMutants, linesOf } from './mutants.js';
import type { Run } from '@keelson/testing/judge';

/**
 * Judges the hand-made mutants, on each engine one after the other.
 * @param run.feature only those whose names begin like this, or like one of these with commas between
 * @returns how many were not caught, or have a twin that was accused
 */
export async function run({ engines, feature, check, exploration, opened }: Run): Promise<number> {
  let faults = 0;
  for (const engine of engines) {
    const { servers, stop } = await startServers(engine);
    opened(stop);
    const begun = performance.now();
    const results = await judgeMutants(engine, servers, {
      check,
      exploration,
      ...(feature !== null && { only: feature.split(',') }),
      told: (line) => void process.stderr.write(`  ${engine}: ${line}\n`),
    });
    if (feature === null) await keepEvidence(engine, results, (performance.now() - begun) / 1_000);
    process.stdout.write(`\nMutants on ${engine}\n${linesOf(results).join('\n')}\n`);
    faults += results.filter((one) => !one.isCaught || one.falseAlarms.length > 0).length;
    await stop();
  }
  return faults;
}
