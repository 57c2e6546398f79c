import { Draws, seedOf } from './draws.js';
import { isAboutRow, type Stage, type StagedOperation } from './stage.js';
import {
  actorNames,
  advanceClock,
  runJobs,
  type ActorName,
  type Deed,
  type Fault,
  type RowName,
  type Sequence,
  type Step,
} from './step.js';

/** Steps of a sequence. */
const [fewest, most] = [5, 25];
/** Of how many of the newest rows of a resource one is chosen. */
const mostRows = 6;
/** How often what was not seen yet is preferred to what was seen once. */
const preference = 6;

const shares = {
  crowd: 0.2,
  jobs: 0.08,
  fault: 0.5,
  /** Where the module has jobs or subscribers. */
  faultOfStep: 0.25,
  clock: 0.05,
  sameAgain: 0.6,
} as const;

const faults: readonly Fault[] = [
  { kind: 'abort', statement: 2 },
  { kind: 'outgoing', call: 1 },
  { kind: 'unmarked' },
  { kind: 'abort', statement: 1 },
  { kind: 'outgoing', call: 2 },
  { kind: 'abort', statement: 3 },
];

const weights: Readonly<Record<Outcome, number>> = {
  done: 8,
  'wrong state': 1.5,
  forbidden: 0.4,
  hidden: 0.6,
};
const actorWeights: Readonly<Record<ActorName, number>> = {
  owner: 3,
  admin: 2,
  'first member': 4,
  'second member': 4,
  guest: 1,
  'service account': 2,
  stranger: 1,
};

type Outcome = 'done' | 'wrong state' | 'forbidden' | 'hidden';

/** A row as it should have become: what is chosen must not depend on answers, or a seed would not repeat it. */
interface ExpectedRow {
  readonly path: string;
  readonly madeBy: number;
  state: string | null;
}

interface Candidate {
  readonly staged: StagedOperation;
  readonly actor: ActorName;
  readonly row: ExpectedRow | null;
  readonly outcome: Outcome;
  readonly key: string;
  /** How many choices the same operation has: divided by it, every operation is equally likely, however many rows there are. */
  readonly alternatives: number;
}

/** Draws the sequences of one module; those it has drawn before decide what it prefers. */
export class Chooser {
  private readonly seen = new Map<string, number>();
  /** Faults that each operation has met so far. */
  private readonly faults = new Map<string, number>();
  private drawn = 0;

  constructor(
    private readonly stage: Stage,
    private readonly seed: number,
    private readonly offers: { readonly clock: boolean } = { clock: false },
  ) {}

  next(): Sequence {
    this.drawn += 1;
    const draws = new Draws(seedOf(this.seed, this.stage.module, this.drawn));
    const rows: ExpectedRow[] = [];
    const steps: Step[] = [];
    const length = fewest + draws.below(most - fewest + 1);
    while (steps.length < length) steps.push(this.step(draws, steps.length + 1, rows));
    // What the last steps have left is done before the sequence counts as ended.
    steps.push({ ...nothingAsked, operation: runJobs, number: steps.length + 1 });
    return { module: this.stage.module, seed: this.seed, number: this.drawn, steps };
  }

  private step(draws: Draws, number: number, rows: ExpectedRow[]): Step {
    if (draws.happens(shares.jobs)) return this.work(draws, number);
    if (this.offers.clock && draws.happens(shares.clock))
      return { ...nothingAsked, operation: advanceClock, number, seed: draws.seed() };
    const chosen = this.choose(draws, this.candidates(rows));
    const { staged, actor, row } = chosen;
    const step: Step = {
      number,
      operation: staged.operation.title,
      actor,
      row: isAboutRow(staged) ? this.nameOf(draws, row, rows) : null,
      seed: draws.seed(),
    };
    const isWrite = staged.operation.meta !== undefined && !staged.operation.meta.reads;
    const together =
      isWrite && chosen.outcome === 'done' && draws.happens(shares.crowd)
        ? this.crowd(draws, chosen)
        : undefined;
    const fault =
      isWrite && !together && this.stage.hasWork && draws.happens(shares.faultOfStep)
        ? this.fault(staged.operation.title)
        : undefined;
    this.expect(chosen, number, rows);
    return { ...step, ...(together && { together }), ...(fault && { fault }) };
  }

  /** Each operation meets one fault after the other. */
  private fault(title: string): Fault {
    const met = this.faults.get(title) ?? 0;
    this.faults.set(title, met + 1);
    return faults[met % faults.length] as Fault;
  }

  private work(draws: Draws, number: number): Step {
    const fault = draws.happens(shares.fault) ? this.fault(runJobs) : undefined;
    return { ...nothingAsked, operation: runJobs, number, ...(fault && { fault }) };
  }

  private candidates(rows: readonly ExpectedRow[]): Candidate[] {
    return this.stage.operations.flatMap((staged) => {
      const about = isAboutRow(staged)
        ? [null, ...rows.filter(({ path }) => path === staged.resource?.path).slice(-mostRows)]
        : [null];
      const alternatives = about.length * actorNames.length;
      return about.flatMap((row) =>
        actorNames.map((actor) => ({ ...this.candidate(staged, actor, row), alternatives })),
      );
    });
  }

  private candidate(
    staged: StagedOperation,
    actor: ActorName,
    row: ExpectedRow | null,
  ): Omit<Candidate, 'alternatives'> {
    const outcome = this.outcomeOf(staged, actor, row);
    return {
      staged,
      actor,
      row,
      outcome,
      key: `${staged.operation.title} ${row?.state ?? ''} ${actor} ${outcome}`,
    };
  }

  private outcomeOf(
    { operation, permission }: StagedOperation,
    actor: ActorName,
    row: ExpectedRow | null,
  ): Outcome {
    if (!this.stage.permissions.get(actor)?.has(permission)) return 'forbidden';
    if (row && actor === 'stranger') return 'hidden';
    const from = operation.meta?.from ?? operation.resource?.editableIn;
    const isChange = operation.meta && operation.meta.verb !== 'create' && !operation.meta.reads;
    return isChange && from && row?.state && !from.includes(row.state) ? 'wrong state' : 'done';
  }

  private choose(draws: Draws, candidates: readonly Candidate[]): Candidate {
    const chosen = draws.weighted(candidates.map((value) => ({ value, weight: this.weightOf(value) })));
    this.seen.set(chosen.key, (this.seen.get(chosen.key) ?? 0) + 1);
    return chosen;
  }

  private weightOf({ staged, actor, row, outcome, key, alternatives }: Candidate): number {
    const { operation, isOwn } = staged;
    const isRead = operation.method === 'GET';
    // A row that no step has made may well be there, but must not be preferred to one that is known.
    const isKnown = row !== null || !isAboutRow(staged);
    return (
      (weights[outcome] / alternatives) *
      actorWeights[actor] *
      (isOwn ? 1 : 0.35) *
      (isRead ? 0.25 : 1) *
      (isKnown ? 1 : 0.15) *
      (1 + preference / (1 + (this.seen.get(key) ?? 0)) ** 2)
    );
  }

  /** The row as a rule; sometimes another one of its resource. */
  private nameOf(draws: Draws, row: ExpectedRow | null, rows: readonly ExpectedRow[]): RowName {
    const alike = row ? rows.filter(({ path }) => path === row.path) : [];
    const newest = row ? alike.length - 1 - alike.indexOf(row) : draws.below(4);
    return { madeBy: row?.madeBy ?? null, newest };
  }

  /** The same request by others, or other requests about the same row. */
  private crowd(draws: Draws, { staged, row }: Candidate): Deed[] {
    const { operation } = staged;
    const others = this.stage.operations.filter(
      (one) =>
        one.operation.meta &&
        !one.operation.meta.reads &&
        one.resource === staged.resource &&
        isAboutRow(one) === isAboutRow(staged),
    );
    return Array.from({ length: draws.weighted(crowds) }, (): Deed => {
      const chosen = draws.happens(shares.sameAgain)
        ? staged
        : draws.pick(others.length > 0 ? others : [staged]);
      const able = actorNames.filter((actor) => this.outcomeOf(chosen, actor, row) === 'done');
      const isSame = chosen.operation === operation;
      return {
        operation: chosen.operation.title,
        actor: draws.pick(able.length > 0 ? able : ['owner']),
        seed: isSame && draws.happens(0.3) ? 0 : draws.seed(),
      };
    });
  }

  private expect({ staged, actor, row, outcome }: Candidate, number: number, rows: ExpectedRow[]): void {
    const { operation, resource } = staged;
    if (outcome !== 'done' || !resource || !operation.meta) return;
    const { verb, to } = operation.meta;
    if (verb === 'create' && actor !== 'stranger')
      rows.push({ path: resource.path, madeBy: number, state: resource.state?.states?.[0] ?? null });
    if (row && to?.[0] !== undefined) row.state = to[0];
    if (row && verb === 'remove') {
      if (resource.softRemoval) row.state = resource.softRemoval.to;
      else rows.splice(rows.indexOf(row), 1);
    }
  }
}

/** How many join a step, from one to three. */
const crowds = [
  { weight: 6, value: 1 },
  { weight: 3, value: 2 },
  { weight: 1, value: 3 },
];

const nothingAsked = { actor: 'owner', row: null, seed: 0 } as const;
