import { beforeAll, expect, inject, it } from 'vitest';
import { prepareFaults } from '../../faults/run.js';
import { runTransfers } from '../../faults/transfers/run.js';

// The short form of `npm run test:faults -- --transfers`: a file goes in and comes out, and its worker is killed.
beforeAll(prepareFaults, 120_000);

it('loses no line and doubles none when the process that imports and exports is killed', async () => {
  const told: string[] = [];
  const findings = await runTransfers({
    engine: inject('engine'),
    rows: 3_000,
    // Early, so that most of the lines are still to come when somebody has looked.
    kills: [0.1],
    say: (line) => told.push(line),
    opened: () => undefined,
  });
  expect(findings, told.join('\n')).toEqual([]);
}, 180_000);
