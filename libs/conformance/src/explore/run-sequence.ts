import type { Judged } from '../judged.js';
import type { Invariant, StepOutcome, Violation } from './invariant.js';
import { MovedClock } from './clock.js';
import { Player } from './play.js';
import { Scene } from './scene.js';
import type { Snapshots } from './snapshot.js';
import type { Stage } from './stage.js';
import type { Step } from './step.js';
import { Work } from './work.js';

/** An invariant that does not hold after a step. */
export interface Broken {
  readonly invariant: Invariant;
  readonly violation: Violation;
}

/** What a run of steps has come to. */
export interface SequenceRun {
  /** As far as they were done: up to the step after which something did not hold. */
  readonly outcomes: readonly StepOutcome[];
  readonly broken: readonly Broken[];
}

/** What a sequence is run with. */
export interface Explorer {
  readonly judged: Judged;
  readonly stage: Stage;
  readonly snapshots: Snapshots;
  readonly invariants: readonly Invariant[];
}

/**
 * Does the steps in two new organizations, and checks every invariant after each; ends at the first that is broken.
 * @param isKnown what was told before, and need not end a run
 */
export async function runSteps(
  explorer: Explorer,
  steps: readonly Step[],
  isKnown: (broken: Broken) => boolean = () => false,
): Promise<SequenceRun> {
  const clock = new MovedClock(explorer.judged.subject);
  try {
    return await runByClock(explorer, steps, isKnown, clock);
  } finally {
    await clock.putRight();
  }
}

async function runByClock(
  explorer: Explorer,
  steps: readonly Step[],
  isKnown: (broken: Broken) => boolean,
  clock: MovedClock,
): Promise<SequenceRun> {
  const { judged, stage, snapshots, invariants } = explorer;
  const scene = await Scene.open(judged, stage, snapshots);
  const { organizationId } = scene;
  const work = new Work(judged.subject, organizationId);
  const player = new Player(judged, stage, scene, work, snapshots, clock);
  const past: StepOutcome[] = [];
  const rerun = async (others: readonly Step[]) => {
    const again = await clock.meanwhile(() => runSteps({ ...explorer, invariants: [] }, others));
    return again.outcomes;
  };
  for (const step of steps) {
    const last = await player.play(step);
    if (!last) continue;
    const broken: Broken[] = [];
    for (const invariant of invariants)
      for (const violation of await invariant.check({ judged, organizationId, last, past, rerun }))
        if (!isKnown({ invariant, violation })) broken.push({ invariant, violation });
    past.push(last);
    if (broken.length > 0) return { outcomes: past, broken };
  }
  return { outcomes: past, broken: [] };
}
