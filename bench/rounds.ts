import type { Contender, Stretch } from './contender.js';

/** Enough for the compiler to be done; counted in requests, because a busy machine gets through few in a second. */
const warmUpRequests = 20_000;
const warmUpSeconds = 15;

/** What one round says of one server; CPU in milliseconds for each answered request. */
export interface Sample {
  readonly cpu: number;
  readonly databaseCpu: number;
  readonly perSecond: number;
  readonly p99Milliseconds: number;
  /** The part of the time that other processes used the server's core. */
  readonly foreign: number;
}

export type Pair = readonly [Contender, Contender];

/** From this part of the server's core on, other programs disturb what is measured. */
export const foreignTolerance = 0.1;

/** Warms both servers up and measures each for `seconds`; `round` decides who begins. */
export async function measureRound(
  pair: Pair,
  round: number,
  seconds: number,
): Promise<readonly [Sample, Sample]> {
  for (const contender of pair) await warmUp(contender);
  const taken: [Stretch[], Stretch[]] = [[], []];
  // A disturbed second is measured again, but a machine that is never quiet must not keep the bench from ending.
  let repeats = seconds;
  for (let second = 0; second < seconds; second++) {
    let both = await oneSecond(pair, (round + second) % 2 === 0);
    while (repeats > 0 && both.some(disturbed)) {
      repeats -= 1;
      both = await oneSecond(pair, repeats % 2 === 0);
    }
    taken[0].push(both[0]);
    taken[1].push(both[1]);
  }
  return [sample(taken[0]), sample(taken[1])];
}

async function warmUp(contender: Contender): Promise<void> {
  let answered = 0;
  for (let second = 0; second < warmUpSeconds && answered < warmUpRequests; second++) {
    answered += (await contender.stretch(1)).answered;
  }
}

/** A second of load on each, in an order that alternates: what the machine does meanwhile falls on both alike. */
async function oneSecond([one, other]: Pair, oneFirst: boolean): Promise<readonly [Stretch, Stretch]> {
  if (oneFirst) return [await one.stretch(1), await other.stretch(1)];
  const second = await other.stretch(1);
  return [await one.stretch(1), second];
}

function disturbed(stretch: Stretch): boolean {
  return stretch.foreign > foreignTolerance;
}

function sample(stretches: readonly Stretch[]): Sample {
  const sum = (figure: keyof Stretch) => stretches.reduce((total, stretch) => total + stretch[figure], 0);
  return {
    cpu: (sum('cpu') * 1_000) / sum('answered'),
    databaseCpu: (sum('databaseCpu') * 1_000) / sum('answered'),
    perSecond: sum('answered') / sum('seconds'),
    p99Milliseconds: sum('p99Milliseconds') / stretches.length,
    foreign: sum('foreign') / stretches.length,
  };
}
