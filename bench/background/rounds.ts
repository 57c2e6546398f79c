import type { Sample } from '../comparison.js';
import type { BurstCost } from '../servers/control.js';
import type { ServerProcess } from '../servers/process.js';
import { residentMegabytes } from '../machine.js';
import { percentile } from '../statistics.js';
import type { Burst } from './burst.js';

/** Warms all up and gives each so many bursts in turn; `round` decides who begins. */
export async function measureBursts(
  burst: Burst,
  servers: readonly ServerProcess[],
  round: number,
): Promise<readonly Sample[]> {
  for (const server of servers) await ask<BurstCost>(server, 'burst', burst.pieces);
  const costs: BurstCost[][] = servers.map(() => []);
  const sides = servers.map((_, side) => side);
  for (let n = 0; n < burst.bursts; n += 1)
    for (const side of (round + n) % 2 === 0 ? sides : sides.toReversed()) {
      const server = servers[side];
      if (server) costs[side]?.push(await ask<BurstCost>(server, 'burst', burst.pieces));
    }
  const samples: Sample[] = [];
  for (const [side, server] of servers.entries()) {
    const sum = (figure: keyof BurstCost) =>
      (costs[side] ?? []).reduce((total, cost) => total + cost[figure], 0);
    const pieces = burst.pieces * burst.bursts;
    const starts = burst.starts === 0 ? [] : await ask<number[]>(server, 'starts', burst.starts);
    samples.push({
      perSecond: pieces / sum('seconds'),
      cpu: (sum('cpuSeconds') * 1_000) / pieces,
      megabytes: residentMegabytes(server.pid),
      ...(starts.length > 0 && { start50: percentile(starts, 0.5), start99: percentile(starts, 0.99) }),
    });
  }
  return samples;
}

/** @throws Error when pieces of work are stuck, or the server fails otherwise */
export async function ask<T>(server: ServerProcess, what: 'burst' | 'starts', count: number): Promise<T> {
  const response = await fetch(`${server.url}/${what}?count=${count}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`bench: ${server.label}: ${text}`);
  return JSON.parse(text) as T;
}
