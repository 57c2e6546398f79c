import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { WallClock, type Rule } from '../../../../test/support/schedule-oracle.js';
import { comes, difference, rules, tellingRules } from '../../../../test/support/schedule-rules.js';

const seed = Number(process.env['NIGHT_SEED'] ?? 20_270_904);
const minuteOf = (text: string) => Date.parse(text) / 60_000;
const [from, to] = [minuteOf('2026-01-01T00:00Z'), minuteOf('2036-01-01T00:00Z')];
/** Minutes before and after a change in which moments are compared. */
const [before, after] = [150, 1_600];

it('comes at the expected moments at every change of clocks of ten years, in every zone', async ({
  annotate,
}) => {
  let [changes, compared] = [0, 0];
  const seen = new Set<string>();
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const clock = new WallClock(zone);
    const all = clock.changes(from, to);
    // Many names are one clock.
    const history = JSON.stringify([clock.at(from) - from, ...all.map((at) => [at, clock.at(at)])]);
    if (seen.has(history)) continue;
    seen.add(history);
    const random = fc.sample(rules, { seed: seed + seen.size, numRuns: 20 }).filter(comes);
    for (const [place, at] of [...all, minuteOf('2030-06-30T12:00Z')].entries()) {
      changes += 1;
      const some = [0, 1, 2].map((more) => random[(place * 3 + more) % random.length] as Rule);
      for (const rule of [...tellingRules(clock, at), ...some]) {
        compared += 1;
        expect(difference(rule, clock, at - before, at + after)).toBeNull();
      }
    }
  }
  expect(seen.size).toBeGreaterThan(50);
  expect(changes).toBeGreaterThan(500);
  await annotate(`${seen.size} clocks, ${changes} changes, ${compared} comparisons, seed ${seed}`, 'figure');
});
