import type { Resource } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Corner } from './corner.js';
import type { Trials } from './trial.js';

/** A list under judgment, in an organization of its own. */
export interface Listing {
  readonly operation: Operation;
  readonly resource: Resource;
  readonly trials: Trials;
  readonly corner: Corner;
}
