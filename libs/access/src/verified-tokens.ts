import type { Caller } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { ServerClock } from '@keelson/sql/ports';
import type { KeyTerms } from './key-terms.js';
import { type ChangedSubjects, LatestChanges } from './latest-changes.js';

/** A token or API key that was checked, and whose caller was read from the database. */
export interface VerifiedToken {
  readonly caller: Caller;
  /** What each use of an API key is checked against; null for an access token. */
  readonly key: KeyTerms | null;
  /** When it expires: milliseconds since 1970, by the database's clock. */
  readonly expiresAt: number;
  /** When its caller was asked for: milliseconds of `performance.now()`. */
  readonly verifiedAt: number;
}

interface CallerWatch {
  readonly caller: Caller;
  readonly changed: () => void;
}

/** What a cached caller may be behind the database by, in milliseconds: "revocation reaches every process in a second". */
export const trustedFor = 1_000;

/** How long a key without an end is remembered, in milliseconds, so that an idle process has nothing to watch. */
export const keysKeptMs = 600_000;

const mostTokens = 10_000;
/** Bytes of keys and organization lists, roughly: whoever is a member of many organizations must not fill the memory. */
const mostBytes = 32 * 1024 * 1024;

/**
 * Tokens that were verified lately, by the token itself: hashing it would cost more than the rest of a hit. An entry
 * counts only while the database was asked, for it or for all revocations, less than {@link trustedFor} ago.
 */
@Injectable()
export class VerifiedTokens {
  private readonly known = new LRUCache<string, VerifiedToken>({
    max: mostTokens,
    maxSize: mostBytes,
    sizeCalculation: ({ caller }, token) => 300 + token.length + 60 * caller.organizationIds.length,
  });
  private readonly watchers = new Set<CallerWatch>();
  private readonly changes = new LatestChanges();
  /** The generation that was current before each caller was read. */
  private readonly readAsOf = new WeakMap<Caller, number>();
  private revocationsReadAt = Number.NEGATIVE_INFINITY;

  /** Goes up with every eviction: what was read from the database before one must not be remembered after it. */
  generation = 0;

  constructor(private readonly clock: ServerClock) {}

  get size(): number {
    return this.known.size;
  }

  /** Whether a revocation could concern anybody here. */
  get isIdle(): boolean {
    return this.known.size === 0 && this.watchers.size === 0;
  }

  /**
   * Calls `changed` whenever rights of the caller may have changed, as soon as this process knows: work that goes on for
   * a while asks anew then, and not by a look at the database every now and then.
   * @returns what ends it
   */
  watch(caller: Caller, changed: () => void): () => void {
    const watch = { caller, changed };
    this.watchers.add(watch);
    return () => void this.watchers.delete(watch);
  }

  /** What is known of a token; undefined when it must be verified anew. */
  find(token: string): VerifiedToken | undefined {
    const verified = this.known.get(token);
    if (verified === undefined) return undefined;
    if (this.clock.ms() >= verified.expiresAt) {
      this.known.delete(token);
      return undefined;
    }
    const confirmedAt =
      verified.verifiedAt > this.revocationsReadAt ? verified.verifiedAt : this.revocationsReadAt;
    return performance.now() - confirmedAt < trustedFor ? verified : undefined;
  }

  /** Keeps a token, unless something was evicted since `generation` was read: it might have been this one. */
  remember(token: string, verified: VerifiedToken, generation: number): void {
    this.readAsOf.set(verified.caller, generation);
    if (generation === this.generation && this.clock.ms() < verified.expiresAt)
      this.known.set(token, verified);
  }

  /** Whether this process has learned of a change that the caller, as it was read, may not show. */
  isOutdated(caller: Caller): boolean {
    const generation = this.readAsOf.get(caller);
    return generation === undefined || this.changes.concern(caller, generation);
  }

  /** All revocations that had been committed at `at` (of `performance.now()`) have been evicted. */
  confirm(at: number): void {
    this.revocationsReadAt = at;
  }

  /** Forgets the tokens of these sessions, keys, users and organizations, and tells those who watch their callers. */
  evict(changes: ChangedSubjects): void {
    const concerns = concernOf(changes);
    if (concerns === null) return;
    this.generation += 1;
    this.changes.add(changes, this.generation);
    // A walk over all of them: revocations are rare, and an index for each kind would be paid for by every token.
    if (changes.everything) this.known.clear();
    else
      for (const [token, { caller }] of this.known.entries()) if (concerns(caller)) this.known.delete(token);
    // Those that are told may leave, and others may come.
    const present = [...this.watchers];
    for (const { caller, changed } of present) if (concerns(caller)) changed();
  }

  /** Forgets what has expired, so that an idle process ends up with nothing to watch. */
  dropExpired(): void {
    const now = this.clock.ms();
    for (const [token, { expiresAt }] of this.known.entries()) if (now >= expiresAt) this.known.delete(token);
  }
}

/** Tells whom changes concern; null for none at all. */
function concernOf(changes: ChangedSubjects): ((caller: Caller) => boolean) | null {
  if (changes.everything) return () => true;
  const sessions = new Set(changes.sessionIds);
  const keys = new Set(changes.keyIds);
  const users = new Set(changes.userIds);
  const organizations = new Set(changes.organizationIds);
  if (sessions.size + keys.size + users.size + organizations.size === 0) return null;
  return ({ userId, sessionId, keyId, organizationId }) =>
    users.has(userId) ||
    (sessionId !== null && sessions.has(sessionId)) ||
    (keyId !== null && keys.has(keyId)) ||
    (organizationId !== null && organizations.has(organizationId));
}
