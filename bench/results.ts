import { mkdirSync, writeFileSync } from 'node:fs';
import type { Comparison } from './comparison.js';
import { resultsFolder } from './folders.js';
import type { Engine } from './servers/settings.js';

/** Leaves every figure of a run on an engine in `bench/results/`. */
export function writeResults(engine: Engine, setting: string, comparisons: readonly Comparison[]): void {
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(`${resultsFolder}latest-${engine}.json`, JSON.stringify({ setting, comparisons }, null, 2));
}
