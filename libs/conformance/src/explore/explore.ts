import type { Proceedings } from '../check.js';
import type { Judged } from '../judged.js';
import { Chooser } from './chooser.js';
import { mostComparisons, type Exploration } from './exploration.js';
import { findingOf } from './finding.js';
import { invariantsFor } from './invariants-for.js';
import type { Thrift } from './invariant.js';
import { KeptSequences } from './kept.js';
import { runSteps, type Broken, type Explorer, type SequenceRun } from './run-sequence.js';
import { shrunk } from './shrink.js';
import { Snapshots } from './snapshot.js';
import { stagesOf, type Stage } from './stage.js';
import type { Sequence } from './step.js';

/** Runs sequences of each module's operations; each fault that they meet is told once, with its shortest sequence. */
export async function explore(
  judged: Judged,
  proceedings: Proceedings,
  { seed, sequences, isKept }: Exploration,
): Promise<void> {
  const snapshots = new Snapshots(judged.subject, judged.registry);
  for (const stage of stagesOf(judged)) {
    const kept = new KeptSequences(judged.sources.root, stage);
    const keep = isKept ? (one: Sequence, name: string) => kept.keep(one, name) : () => null;
    const exploring = new ModuleExploration(judged, stage, snapshots, proceedings, keep);
    for (const sequence of kept.all()) await exploring.run(sequence);
    const chooser = new Chooser(stage, seed, { clock: judged.subject.moveClock !== undefined });
    for (let number = 1; number <= sequences; number += 1) await exploring.run(chooser.next());
  }
}

/** The sequences of one module, with what they have found so far. */
class ModuleExploration {
  private readonly known = new Set<string>();
  private readonly thrift: Thrift;
  private readonly explorer: Explorer;

  constructor(
    judged: Judged,
    private readonly stage: Stage,
    snapshots: Snapshots,
    private readonly proceedings: Proceedings,
    private readonly keep: (sequence: Sequence, name: string) => string | null,
  ) {
    this.thrift = { isOn: true, most: mostComparisons(judged.exploration) };
    const invariants = invariantsFor(judged, stage.module, this.thrift);
    this.explorer = { judged, stage, snapshots, invariants };
  }

  async run(sequence: Sequence): Promise<void> {
    const run = await runSteps(this.explorer, sequence.steps, (one) => this.known.has(keyOf(one)));
    this.noteHeld(run);
    const [broken] = run.broken;
    if (!broken) return;
    // What else a step breaks is most often of the same cause.
    for (const one of run.broken) this.known.add(keyOf(one));
    this.thrift.isOn = false;
    const [shortest, least] = await this.shortest(broken, run);
    this.thrift.isOn = true;
    const same = shortest.broken.find((one) => keyOf(one) === keyOf(broken)) ?? broken;
    const found: Sequence = { ...sequence, steps: least };
    this.proceedings.found(findingOf(same, shortest, found, this.keep(found, broken.invariant.name)));
  }

  /** Only what was broken is looked for: another fault on the way must not end a run that is about this one. */
  private async shortest(broken: Broken, run: SequenceRun): Promise<[SequenceRun, Sequence['steps']]> {
    let shortest = run;
    const invariants = [broken.invariant];
    const steps = await shrunk(
      run.outcomes.map(({ step }) => step),
      async (candidate) => {
        const again = await runSteps({ ...this.explorer, invariants }, candidate);
        const isSame = again.broken.some((one) => keyOf(one) === keyOf(broken));
        if (isSame) shortest = again;
        return isSame;
      },
    );
    return [shortest, steps];
  }

  private noteHeld({ outcomes, broken }: SequenceRun): void {
    const own = new Set(
      this.stage.operations.filter(({ isOwn }) => isOwn).map(({ operation }) => operation.title),
    );
    for (const { exchanges } of broken.length > 0 ? outcomes.slice(0, -1) : outcomes)
      for (const { operation } of exchanges)
        if (own.has(operation.title)) this.proceedings.held('sequences/held', operation.title);
  }
}

/** One cause is one finding: the same invariant, broken by the same operation. */
function keyOf({ invariant: { name, place }, violation }: Broken): string {
  return `${name} ${place.file ?? ''}:${place.line ?? ''} ${violation.operation?.title ?? ''}`;
}
