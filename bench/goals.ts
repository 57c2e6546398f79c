import type { Engine } from './servers/settings.js';

/** What a goal is about: a ratio of Keelson to somebody, or Keelson alone where `against` is null. */
export interface Goal {
  readonly work: string;
  /** Both where absent. */
  readonly engine?: Engine;
  /** A side's role, a peer's server, or `peers` for the fastest of them. Where sides stand alone: the role it is about. */
  readonly against: string | null;
  /** Which figure of the work; see {@link figures}. */
  readonly figure: Figure;
  readonly bound: { readonly atMost: number } | { readonly atLeast: number };
}

/** Everything that is measured, with its unit as the table prints it. */
export const figures = {
  cpu: 'CPU ms per item',
  totalCpu: 'CPU + database ms',
  perSecond: 'per second',
  p50: 'p50 ms',
  p99: 'p99 ms',
  longest: 'longest ms',
  databaseCpu: 'database CPU ms',
  start50: 'start p50 ms',
  start99: 'start p99 ms',
  milliseconds: 'ms',
  megabytes: 'memory MB',
  refused: 'writers with 503 %',
  firstRefusal: 'first 503 ms',
  lastRefusal: 'slowest 503 ms',
  foreign: 'busy %',
} as const;
export type Figure = keyof typeof figures;

const cpu = 'cpu';
const request = (work: string, against: string, atMost: number): Goal => ({
  work,
  against,
  figure: cpu,
  bound: { atMost },
});

/** Another version of Keelson may not be faster by more. */
const noSlower = 1.05;

/** The one list of goals; the bench measures against them and exits with 1 when one is missed. */
export const goals: readonly Goal[] = [
  request('get', 'floor', 1.15),
  // A key against a cached token, both of them Keelson.
  request('get-key', 'floor', 1.05),
  request('list', 'floor', 1.0),
  request('include', 'floor', 1.1),
  request('create', 'floor', 1.2),
  // So many times less than what teams build by habit.
  request('get', 'naive', 1 / 3),
  request('list', 'naive', 1 / 3.5),
  request('include', 'naive', 1 / 3.5),
  request('create', 'naive', 1 / 4),
  request('get', 'version', noSlower),
  request('list', 'version', noSlower),
  { work: 'deep', against: 'first page', figure: 'totalCpu', bound: { atMost: 1.3 } },
  { work: 'seal', against: 'floor', figure: 'perSecond', bound: { atLeast: 0.95 } },
  { work: 'login', against: 'floor', figure: 'perSecond', bound: { atLeast: 0.9 } },
  { work: 'job', engine: 'mysql', against: 'peers', figure: 'perSecond', bound: { atLeast: 1.5 } },
  { work: 'job', engine: 'postgres', against: 'peers', figure: 'perSecond', bound: { atLeast: 1.0 } },
  { work: 'event', against: 'outbox', figure: 'perSecond', bound: { atLeast: 0.9 } },
  { work: 'get', against: null, figure: 'megabytes', bound: { atMost: 180 } },
  { work: 'start', against: 'bare', figure: 'milliseconds', bound: { atMost: 1.5 } },
  { work: 'latency', against: 'floor', figure: 'p99', bound: { atMost: 2 } },
  { work: 'hot-row', against: 'unlocked', figure: 'p99', bound: { atMost: 3 } },
  // All writers get 503 with Retry-After: those beyond the bound at once, the others within REQUEST_DEADLINE_MS, with half a
  // second for the look at what is overdue and for the way of the answer.
  { work: 'hot-row', against: null, figure: 'refused', bound: { atLeast: 100 } },
  { work: 'hot-row', against: null, figure: 'firstRefusal', bound: { atMost: 1_000 } },
  { work: 'hot-row', against: null, figure: 'lastRefusal', bound: { atMost: 10_500 } },
  // Whatever is revoked, however it is used, with Redis and without it.
  { work: 'revocation', against: 'revoked', figure: 'longest', bound: { atMost: 1_000 } },
];

export function goalsOf(work: string, engine: Engine): readonly Goal[] {
  return goals.filter((goal) => goal.work === work && (goal.engine ?? engine) === engine);
}

export function meets(value: number, { bound }: Goal): boolean {
  return 'atMost' in bound ? value <= bound.atMost : value >= bound.atLeast;
}

export function boundText({ bound }: Goal): string {
  return 'atMost' in bound ? `≤ ${boundNumber(bound.atMost)}` : `≥ ${boundNumber(bound.atLeast)}`;
}

const boundNumber = (value: number) => (value >= 10 ? value.toFixed(0) : value.toFixed(2));
