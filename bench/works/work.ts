import type { Tenancy } from '../data/articles.js';
import type { TokenMint } from '../data/principals.js';

/** One request of the load, and how a check knows that its answer is right. */
export interface PlannedRequest {
  readonly path: string;
  readonly token: string;
}

export interface Plan {
  /** What the load replays, in this order. */
  readonly requests: readonly PlannedRequest[];
  /** A few of them with the JSON body that must come back; sent while the load runs. */
  readonly samples: readonly (PlannedRequest & { readonly body: unknown })[];
  /** The mean length of a body: answers that are shorter on the average are not the ones that were asked for. */
  readonly meanBytes: number;
}

export interface PlanInputs {
  readonly tenancy: Tenancy;
  readonly mint: TokenMint;
}

/** A kind of request to measure. */
export interface Work {
  readonly name: string;
  readonly title: string;
  /** The highest ratio to FLOOR that passes, where there is a goal. */
  readonly goal?: number;
  /** Compares the answers of two servers and plans the load for each; throws at the first difference. */
  prepare(urls: readonly [string, string], inputs: PlanInputs): Promise<readonly [Plan, Plan]>;
}
