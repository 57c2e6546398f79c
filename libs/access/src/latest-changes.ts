import type { Caller } from '@keelson/kernel';
import { LRUCache } from 'lru-cache';
import type { AccessChange, AccessChanges } from './token-authority.js';

/** Sessions, keys, users and organizations whose latest change is remembered; beyond it, the oldest count as everybody's. */
const mostSubjects = 10_000;

/** The subjects of changes, without the reader's mark. */
export type ChangedSubjects = Omit<AccessChanges, 'mark'>;

/**
 * When rights have last changed, and whose, counted in generations: whoever read a caller as of one generation finds out
 * without the database whether a later one concerns that caller.
 */
export class LatestChanges {
  private readonly latest = new LRUCache<string, number>({
    max: mostSubjects,
    dispose: (generation, _subject, reason) => {
      if (reason === 'evict') this.ofAll = Math.max(this.ofAll, generation);
    },
  });
  /** The latest generation that concerned everybody, or that nobody remembers whom. */
  private ofAll = Number.NEGATIVE_INFINITY;

  add(changes: ChangedSubjects, generation: number): void {
    if (changes.everything) this.ofAll = generation;
    for (const subject of subjectsOf(changes)) this.latest.set(subject, generation);
  }

  /** Whether a change after `generation` concerns the caller, as far as is known. */
  concern({ userId, sessionId, keyId, organizationId }: Caller, generation: number): boolean {
    const isLater = (subject: AccessChange['subject'], id: string | null) =>
      id !== null && (this.latest.get(nameOf(subject, id)) ?? generation) > generation;
    return (
      this.ofAll > generation ||
      isLater('user', userId) ||
      isLater('session', sessionId) ||
      isLater('key', keyId) ||
      isLater('organization', organizationId)
    );
  }
}

function* subjectsOf({ sessionIds, keyIds, userIds, organizationIds }: ChangedSubjects): Generator<string> {
  for (const id of sessionIds) yield nameOf('session', id);
  for (const id of keyIds) yield nameOf('key', id);
  for (const id of userIds) yield nameOf('user', id);
  for (const id of organizationIds) yield nameOf('organization', id);
}

function nameOf(subject: AccessChange['subject'], id: string): string {
  return `${subject} ${id}`;
}
