/** Who takes part in a sequence; each is made when a step first needs them. */
export const actorNames = [
  'owner',
  'admin',
  'first member',
  'second member',
  'guest',
  'service account',
  'stranger',
] as const;
export type ActorName = (typeof actorNames)[number];

/** What is done without a request, in place of an operation's title. */
export const runJobs = 'run all jobs';
export const advanceClock = 'advance the clock';

/** The row that a request is about. It names the same row, or the next best one, when other steps are left out. */
export interface RowName {
  /** The number of the step that made it; null for one that was there, or that no client makes. */
  readonly madeBy: number | null;
  /** Where that step made none: the n-th newest row of the resource, modulo how many there are. */
  readonly newest: number;
}

/** One request: an operation by its title, `POST /v1/orders/{id}/place`. */
export interface Deed {
  readonly operation: string;
  readonly actor: ActorName;
  /** The values of its body are drawn from it; 0 for the plainest ones. */
  readonly seed: number;
}

/** What goes wrong while jobs run; each job is then tried again until it ends. */
export type Fault =
  /** The n-th call of another system fails after it was made. */
  | { readonly kind: 'outgoing'; readonly call: number }
  /** The worker dies at its n-th statement that writes. */
  | { readonly kind: 'abort'; readonly statement: number }
  /** The worker dies when the job has ended, before that is written down. */
  | { readonly kind: 'unmarked' };

/** Something that is done, as data: it means the same when any other step is left out. */
export interface Step extends Deed {
  /** Its place in the sequence as it was drawn; it keeps it when others are left out. */
  readonly number: number;
  readonly row: RowName | null;
  /** Requests that are sent at the same time, about the same row and with the same references. */
  readonly together?: readonly Deed[];
  /** Instead of at the same time, only these of its requests (0 is the step's own) are sent, one after the other. */
  readonly order?: readonly number[];
  /** Meets the work that the step leaves, which is then done at once. */
  readonly fault?: Fault;
  /** The work that the step leaves is done before the next; else its seed decides. */
  readonly isDoneAtOnce?: boolean;
}

/** Steps, with what they were drawn from. */
export interface Sequence {
  readonly module: string;
  readonly seed: number;
  /** From 1, in its module. */
  readonly number: number;
  readonly steps: readonly Step[];
}

/** All requests of a step; none of a step without. */
export function deedsOf(step: Step): readonly Deed[] {
  return isWithoutRequest(step) ? [] : [step, ...(step.together ?? [])];
}

export function isWithoutRequest({ operation }: Pick<Step, 'operation'>): boolean {
  return operation === runJobs || operation === advanceClock;
}
