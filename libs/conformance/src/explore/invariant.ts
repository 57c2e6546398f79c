import type { ConcreteType, Row } from '@keelson/kernel';
import type { Place } from '../finding.js';
import type { Judged, Operation } from '../judged.js';
import type { Answer, Inquiry, Person } from '../subject.js';
import type { Deed, Step } from './step.js';
import { changesBetween, type RowChange, type Snapshot } from './snapshot.js';

/** A request of a step with its answer. */
export interface Exchange {
  readonly deed: Deed;
  readonly operation: Operation;
  readonly person: Person;
  /** What the person may do. */
  readonly permissions: ReadonlySet<string>;
  readonly inquiry: Inquiry;
  readonly answer: Answer;
}

/** A job or delivery that a step has led to. */
export interface StepJob {
  readonly name: string;
  readonly place: Place;
}

/** What a step has done, its jobs included. */
export interface StepOutcome {
  readonly step: Step;
  /** None for a step without a request. */
  readonly exchanges: readonly Exchange[];
  /** The rows of the organization. */
  readonly before: Snapshot;
  /** Before its jobs. */
  readonly answered: Snapshot;
  readonly after: Snapshot;
  /** Whose rows the step's own statements have written: what a background loop writes meanwhile is not of its making. */
  readonly written: ReadonlySet<ConcreteType>;
  /** Whether jobs and deliveries are left: what they keep up to date may be behind. */
  readonly hasWorkLeft: boolean;
  /** The jobs and deliveries that were done. */
  readonly jobs: readonly StepJob[];
  /** The one of them that has set itself going again and again, until it was stopped. */
  readonly endless: StepJob | null;
}

/** What a step has changed. @param until after its jobs, or before them: `answered` */
export function changesIn({ before, after, written }: StepOutcome, until = after): RowChange[] {
  return changesBetween(before, until).filter(({ entity }) => written.has(entity));
}

/** What an invariant is checked on: one organization, in which a sequence has come as far as `last`. */
export interface ExploredWorld {
  readonly judged: Judged;
  readonly organizationId: string;
  readonly last: StepOutcome;
  /** Everything before `last`, oldest first. */
  readonly past: readonly StepOutcome[];
  /** Does steps in two new organizations, with nothing checked. */
  readonly rerun: (steps: readonly Step[]) => Promise<readonly StepOutcome[]>;
}

/** What does not hold. */
export interface Violation {
  /** What is wrong, in one sentence, without the invariant's name. */
  readonly message: string;
  /** The operation at fault; null where none can be named. */
  readonly operation: Operation | null;
  /** Where the fault is, if it is not in the operation. */
  readonly place?: Place;
  /** What to do about it, in one sentence. */
  readonly fix: string;
  /** The rows as they are, and as they should be. */
  readonly rows: readonly string[];
}

/** Something that holds after every step of every sequence. */
export interface Invariant {
  /** Narrow and stable: its rule is `sequences/<name>`. */
  readonly name: string;
  /** Where it is declared, or its subject is. */
  readonly place: Place;
  check(world: ExploredWorld): Promise<readonly Violation[]>;
}

/** Whether checks that take further runs are made once only for each combination of operations; not while a sequence is shrunk. */
export interface Thrift {
  isOn: boolean;
  /** Comparisons of one kind in a module, while it is on. */
  readonly most: number;
}

/** A row for people: what tells it apart, and the fields that matter. */
export function rowText(row: Row, fields?: readonly string[]): string {
  const all = row as unknown as Readonly<Record<string, unknown>>;
  const shown = fields ? Object.fromEntries(['id', ...fields].map((name) => [name, all[name]])) : all;
  return `${row.constructor.name} ${JSON.stringify(shown)}`;
}
