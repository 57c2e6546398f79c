import type { Sample } from './comparison.js';
import type { Contender, Stretch } from './contender.js';
import { residentMegabytes } from './machine.js';
import { foreignTolerance } from './table.js';

const warmUpSeconds = 15;

export interface RoundLength {
  /** Requests of the warm-up: enough for the compiler to be done, since a busy machine gets through few in a second. */
  readonly warmUp: number;
  /** Seconds of load for each side. */
  readonly seconds: number;
  /** Seconds of load before it is the next side's turn. */
  readonly stretch: number;
}

/** Warms all servers up and measures each; `round` decides who begins. */
export async function measureRound(
  contenders: readonly Contender[],
  round: number,
  { warmUp, seconds, stretch }: RoundLength,
): Promise<readonly Sample[]> {
  for (const contender of contenders) await warmedUp(contender, warmUp, stretch);
  const taken: Stretch[][] = contenders.map(() => []);
  const turns = Math.max(1, Math.round(seconds / stretch));
  // A disturbed turn is taken again, but a machine that is never quiet must not keep the bench from ending.
  let repeats = turns;
  for (let turn = 0; turn < turns; turn++) {
    let all = await oneTurn(contenders, round + turn, stretch);
    while (repeats > 0 && all.some(({ foreign }) => foreign > foreignTolerance)) {
      repeats -= 1;
      all = await oneTurn(contenders, round + repeats, stretch);
    }
    all.forEach((one, side) => taken[side]?.push(one));
  }
  return taken.map((stretches, side) => ({
    ...sample(stretches),
    megabytes: residentMegabytes(contenders[side]?.server.pid ?? 0),
  }));
}

async function warmedUp(contender: Contender, requests: number, stretch: number): Promise<void> {
  let answered = 0;
  for (let seconds = 0; seconds < warmUpSeconds && answered < requests; seconds += stretch) {
    answered += (await contender.stretch(stretch)).answered;
  }
}

/** Load on each, in an order that alternates: what the machine does meanwhile falls on all alike. */
async function oneTurn(
  contenders: readonly Contender[],
  turn: number,
  seconds: number,
): Promise<readonly Stretch[]> {
  const sides = contenders.map((_, side) => side);
  const taken: Stretch[] = [];
  for (const side of turn % 2 === 0 ? sides : sides.toReversed()) {
    const one = await contenders[side]?.stretch(seconds);
    if (one?.answered === 0)
      throw new Error(
        `bench: ${contenders[side]?.server.label} answered no request within ${seconds} s: use a longer --stretch`,
      );
    if (one) taken[side] = one;
  }
  return taken;
}

function sample(stretches: readonly Stretch[]): Sample {
  const sum = (figure: keyof Stretch) => stretches.reduce((total, stretch) => total + stretch[figure], 0);
  const cpu = (sum('cpu') * 1_000) / sum('answered');
  const databaseCpu = (sum('databaseCpu') * 1_000) / sum('answered');
  return {
    cpu,
    databaseCpu,
    totalCpu: cpu + databaseCpu,
    perSecond: sum('answered') / sum('seconds'),
    p50: sum('p50Milliseconds') / stretches.length,
    p99: sum('p99Milliseconds') / stretches.length,
    foreign: sum('foreign') / stretches.length,
  };
}
