import type { Figure } from '../goals.js';
import type { Dataset } from '../data/articles.js';
import type { TokenMint } from '../data/principals.js';
import type { Engine } from '../servers/settings.js';

/** One request of the load. */
export interface PlannedRequest {
  /** GET unless given. */
  readonly method?: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly token?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** A request, and how a check knows that its answer is right. */
export interface Sample extends PlannedRequest {
  /** The JSON that must come back. */
  readonly expected: unknown;
  /** Members of the answer that differ each time, such as a new id. */
  readonly except?: readonly string[];
}

export interface Plan {
  /** What the load replays, in this order. */
  readonly requests: readonly PlannedRequest[];
  /** Sent while the load runs; a plan whose requests can be sent only once has none. */
  readonly samples: readonly Sample[];
  /** The mean length of a body: answers that are shorter on the average are not the right ones. */
  readonly meanBytes: number;
  /** The length of each body, where they differ much. */
  readonly bytes?: readonly number[];
  /** Each request succeeds once: before a round the rows are put back. */
  readonly once?: boolean;
  /** Requests that are under way at once: 32 where absent. */
  readonly connections?: number;
}

/** A server under comparison, with the database it works on. */
export interface Side {
  readonly role: Role;
  readonly label: string;
  readonly url: string;
  readonly databaseUrl: string;
}

export interface PlanInputs {
  readonly engine: Engine;
  readonly dataset: Dataset;
  readonly mint: TokenMint;
  /** Orders that can be placed: as many as the fastest server places in a round, and some. */
  readonly drafts: number;
}

/** What a side is: Keelson as it is, hand-written code, what teams build by habit, or another version of Keelson. */
export type Role = 'keelson' | 'floor' | 'naive' | 'version';

/** Which program each side of a work runs; where there is none, the side sits the work out. */
export interface Programs {
  readonly keelson: string;
  readonly floor: string;
  readonly naive?: string;
}

/** A kind of request to measure. */
export interface Work {
  /** What the sides are compared by: their CPU unless it says otherwise. */
  readonly figure?: Figure;
  readonly name: string;
  readonly title: string;
  readonly programs: Programs;
  /** `shared`: all sides read the articles of one database. `own`: each writes into a database of its own. */
  readonly database: 'shared' | 'own';
  /** Requests of the warm-up; fewer where each costs much. */
  readonly warmUp: number;
  /** Least seconds of load before it is the next side's turn, where a request takes a good part of a second. */
  readonly stretch?: number;
  /** Compares what the sides answer, and write, and plans the load for each. @throws Error at the first difference */
  prepare(sides: readonly Side[], inputs: PlanInputs): Promise<readonly Plan[]>;
  /** Before each round: takes away what the last one has written, and puts back what it has used up. */
  reset?(side: Side, inputs: PlanInputs): Promise<void>;
  /** After the load. @param answered requests that were answered @throws Error unless the rows are there */
  proveWritten?(side: Side, inputs: PlanInputs, answered: { least: number; most: number }): Promise<void>;
}
