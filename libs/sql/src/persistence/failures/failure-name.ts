/**
 * What went wrong inside the database, or on the way to it:
 *
 * - `away`: it cannot be reached, or the connection broke
 * - `read-only`: it takes no writes, for all or for this session
 * - `full`: its storage is full or fails
 * - `busy`: it is out of connections, memory or another resource
 * - `locked`: a wait for a row or a table that somebody else holds has ended without it
 * - `stopping`: it shuts down or starts up
 * - `wrong-primary`: this server is a standby, or not in its cluster
 * - `retry`: a deadlock or a serialization failure; the whole operation may be run again at once
 * - `timed-out`: a statement took too long, or was canceled
 * - `duplicate`: a unique constraint or index has this value already
 * - `other`: a fault of a program
 */
export type FailureName =
  | 'away'
  | 'read-only'
  | 'full'
  | 'busy'
  | 'locked'
  | 'stopping'
  | 'wrong-primary'
  | 'retry'
  | 'timed-out'
  | 'duplicate'
  | 'other';

/** What a code stands for: one failure, or another where the server's message says so. */
export type Meaning =
  | FailureName
  | { readonly when: RegExp; readonly means: FailureName; readonly otherwise: FailureName };

/** @param message the server's */
export function meant(meaning: Meaning, message: string): FailureName {
  if (typeof meaning === 'string') return meaning;
  return meaning.when.test(message) ? meaning.means : meaning.otherwise;
}
