import { beforeAll, expect, inject, it } from 'vitest';
import { prepareFaults, runFaults } from '../../faults/run.js';

// The short form of `npm run test:faults`: two processes, killed again and again under load, and their database too.
const seed = Number(process.env['LEDGER_SEED'] ?? 1_763_730_000);

beforeAll(prepareFaults, 120_000);

it('loses nothing, does nothing twice and leaves nothing undone', async () => {
  const lines: string[] = [];
  const { findings, kills, acknowledged } = await runFaults({
    engine: inject('engine'),
    seed,
    phases: [{ topology: 'pair', lifeMs: [500, 3_000], kills: 3, writes: 120, seconds: 15 }],
    load: { organizations: 2, concurrency: 8, pace: 12 },
    chaos: { hits: 1, serversEveryMs: [6_000, 9_000], freezeMs: 11_000, patienceMs: 4_000, wrongClocks: 0 },
    // A key whose process died is held for 15 s; whoever has no answer by then may go either way.
    patienceMs: { answers: 1_000, drain: 40_000 },
    say: (line) => lines.push(line),
  });
  const told = lines.join('\n');
  expect(findings.total, told).toBe(0);
  expect(kills, told).toBeGreaterThan(0);
  expect(acknowledged, told).toBeGreaterThan(100);
}, 180_000);
