import type { Lease } from './lease.js';

/** The lease of a loop that runs in one process of the installation at a time. */
export interface LoopLease {
  readonly name: string;
  /** How long the others wait for a process that died; a whole number. It is renewed four times as often. */
  readonly seconds: number;
  /** Milliseconds between two attempts of the others to get it; a quarter of `seconds` by default. */
  readonly seekEveryMs?: number;
  /** Gives it back after each round, so that the next one may run in any process. */
  readonly perRound?: boolean;
}

/** What a round is given. */
export interface Round {
  /** Whether the application is stopping: finish what has begun, and begin nothing more. */
  readonly isStopping: boolean;
  /**
   * The lease, renewed when that is due: a long round asks again. Null when another process has it.
   * @throws Error when the loop declares no lease
   */
  held(): Promise<Lease | null>;
}

/** Work that a process does again and again in the background. Declare it with `BackgroundLoops.add`. */
export interface Loop {
  /** Lower case with dashes: the label `loop` of the metrics. */
  readonly name: string;
  /** For the log, at the beginning of a sentence: "The event relay". */
  readonly title: string;
  /** Milliseconds of sleep after a round, unless something wakes it. */
  readonly everyMs: number;
  /** By which part `everyMs` varies, 0 to 1, so that the processes of an installation do not meet. */
  readonly jitter?: number;
  /** Whether the first round comes with the start, instead of after the first sleep. */
  readonly atStart?: boolean;
  /** After a round, wakes wait as long as it took, up to so many milliseconds: the loop works half of the time at most. */
  readonly restUpToMs?: number;
  /** `worker`: only in the roles `all` and `worker`. Any role by default. */
  readonly role?: 'any' | 'worker';
  /** Topics whose signals wake it, besides {@link everyMs}. */
  readonly wakeOn?: readonly { readonly name: string }[];
  readonly lease?: LoopLease;
  /** Why its rounds read and write across organizations: a sentence for the auditor, in the present tense. */
  readonly across?: string;
  /** What it means for users that it fails, in a sentence: logged with the failure. */
  readonly whileFailing?: string;
  /** Failures that something else reports, besides an unavailable database. */
  readonly isReportedElsewhere?: (error: unknown) => boolean;
  /** `last`: goes on at the shutdown until requests and jobs have ended, since they depend on it. `first` by default. */
  readonly stops?: 'first' | 'last';
  /**
   * One round, outside the context of whatever woke it.
   * @returns true when there is more to do at once
   */
  readonly round: (round: Round) => Promise<boolean | void>;
  /** Runs after the last round: gives back what the rounds hold. */
  readonly onStop?: () => Promise<void>;
}
