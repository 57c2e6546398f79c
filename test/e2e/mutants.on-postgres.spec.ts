import { inject, it, expect } from 'vitest';
import { judgeMutants, linesOf } from '../conformance/mutants.js';

/** One of access, of semantics and of bounds; at night all of them are judged, on both engines. */
const some = ['across-organizations', 'lost-update', 'list-without-limit'];

it.runIf(inject('engine') === 'postgres')(
  'The kit catches mutants by the rule that is meant for them, and accuses no twin',
  { timeout: 300_000 },
  async () => {
    const results = await judgeMutants(inject('engine'), inject('servers'), { only: some, isQuick: true });
    const faults = results.filter((one) => !one.isCaught || one.falseAlarms.length > 0);
    expect(faults.length, linesOf(results).join('\n')).toBe(0);
    expect(results.length).toBe(some.length);
  },
);
