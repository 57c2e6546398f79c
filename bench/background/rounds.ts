import type { BurstCost } from '../servers/control.js';
import type { ServerProcess } from '../servers/process.js';
import type { Burst } from './burst.js';

/** What one round says of one server. */
export interface BurstSample {
  readonly perSecond: number;
  /** CPU of the server's process, in milliseconds for each piece. */
  readonly cpu: number;
  /** Milliseconds from the commit to the start of the work, on the idle server. */
  readonly starts: readonly number[];
}

export type Servers = readonly [ServerProcess, ServerProcess];

/** Warms both up and gives each so many bursts, AB BA AB; `round` decides who begins. */
export async function measureBursts(
  burst: Burst,
  servers: Servers,
  round: number,
  count: number,
): Promise<readonly [BurstSample, BurstSample]> {
  for (const server of servers) await ask<BurstCost>(server, 'burst', burst.pieces);
  const costs: [BurstCost[], BurstCost[]] = [[], []];
  for (let n = 0; n < count; n += 1)
    for (const side of (round + n) % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const))
      costs[side].push(await ask<BurstCost>(servers[side], 'burst', burst.pieces));
  const sample = async (side: 0 | 1): Promise<BurstSample> => {
    const sum = (figure: keyof BurstCost) => costs[side].reduce((total, cost) => total + cost[figure], 0);
    const pieces = burst.pieces * count;
    return {
      perSecond: pieces / sum('seconds'),
      cpu: (sum('cpuSeconds') * 1_000) / pieces,
      starts: burst.starts === 0 ? [] : await ask<number[]>(servers[side], 'starts', burst.starts),
    };
  };
  return [await sample(0), await sample(1)];
}

/** @throws Error when pieces of work are stuck, or the server fails otherwise */
export async function ask<T>(server: ServerProcess, what: 'burst' | 'starts', count: number): Promise<T> {
  const response = await fetch(`${server.url}/${what}?count=${count}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`bench: ${server.label}: ${text}`);
  return JSON.parse(text) as T;
}
