import type { EventDefinition } from '../events/event.js';

/** What becomes of a row instead of being deleted. */
export interface SoftRemoval {
  /** The state that a removed row is in. Nothing leads out of it but code of the feature. */
  readonly to: string;
  /** The event instead of `<name>.updated`. */
  readonly emits?: EventDefinition;
}
