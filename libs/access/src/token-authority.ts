import type { Caller } from '@keelson/kernel';
import type { KeyObject } from 'node:crypto';
import type { AccessClaims } from './access-claims.js';

/** Who bears an access token, in which session, for which organization. */
export type TokenBearer = Pick<AccessClaims, 'sub' | 'sid' | 'org'>;

/**
 * Whose tokens must be looked at anew: a session that ended, a key that was revoked or changed, a user (a service
 * account: by its member's id) or an organization whose rights have changed.
 */
export interface AccessChange {
  readonly subject: 'session' | 'key' | 'user' | 'organization';
  readonly id: string;
}

/** The changes that became visible since a mark, each told once. */
export interface AccessChanges {
  /** To be handed to the next call; only the authority knows what it means. */
  readonly mark: unknown;
  readonly sessionIds: readonly string[];
  readonly keyIds: readonly string[];
  readonly userIds: readonly string[];
  readonly organizationIds: readonly string[];
  /** More has changed than can be listed: every token must be looked at anew. */
  readonly everything?: boolean;
}

/** Who vouches for access tokens: the keys, what a token's bearer may do now, and what has been revoked. */
export abstract class TokenAuthority {
  /** The public key (EC P-256) that the header's `kid` names; null for a key that isn't ours. */
  abstract keyFor(kid: string): KeyObject | null | Promise<KeyObject | null>;

  /**
   * The caller behind verified claims, or in a session that a token was verified for, as the database has it now; null when the session has ended or the user is no
   * member of the organization any more. @throws DomainError `unavailable` when the database is away;
   * `organizations.suspended` when nobody works in the organization now.
   */
  abstract callerOf(claims: TokenBearer): Promise<Caller | null>;

  /**
   * The operator behind the verified claims of an operator's token, by `Caller.operator`; null when the session has ended
   * or the user is no operator any more. Without a word of its own an authority has no operators.
   */
  operatorOf(_claims: Omit<TokenBearer, 'org'>): Promise<Caller | null> {
    return Promise.resolve(null);
  }

  /**
   * A member of an organization, with the rights that go with it now: as whom a job acts that this user has asked for.
   * Null when the user is no member (any more). @throws DomainError `unavailable` when the database is away.
   */
  abstract memberOf(userId: string, organizationId: string): Promise<Caller | null>;

  /**
   * 32 secret bytes for one purpose, the same in every process of the installation and no other: what links in mails are
   * signed with. @throws Error when the authority has none; DomainError `unavailable` when the database is away
   */
  secretFor(_purpose: string): Promise<Buffer> {
    return Promise.reject(
      new Error('This TokenAuthority has no secret to derive keys from: override secretFor(purpose).'),
    );
  }

  /**
   * What has changed since `mark` (null at first, which may answer `everything`), in one bounded statement. A change
   * that commits late must still be told: read a window that overlaps what was read before.
   */
  abstract changesSince(mark: unknown): Promise<AccessChanges>;

  /** Writes a change down inside the transaction under way, so that every process reads it after the commit. */
  abstract announce(change: AccessChange): Promise<void>;
}
