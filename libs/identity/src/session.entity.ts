import { Identifier, Instant, Integer, ListOf, OneOf, type OwnScope, Row, Text } from '@keelson/kernel';
import { readScope } from '@keelson/sql';
import { timingSafeEqual } from 'node:crypto';
import { Entity, Index } from 'typeorm';
import { longestDevice, type Origin } from './origin.js';
import { digestOf, newNonce, successorOf } from './refresh-token.js';

/** Milliseconds in which a replaced token still leads to the present one: an answer was lost, or two tabs refreshed. */
export const graceMs = 30_000;
/** Replaced tokens that are remembered; a client that refreshes faster than that has no excuse. */
const mostReplaced = 8;
/** How long an ended session is kept, in milliseconds. */
export const keptMs = 86_400_000;

/** What ends a session before its time; `account`: the account has ended, or its password was reset. */
const endings = ['signed-out', 'revoked', 'too-many', 'token-reused', 'account'] as const;
export type Ending = (typeof endings)[number];

/** A refresh token that was replaced a moment ago. */
export class ReplacedToken {
  @Text({ max: 64, classified: 'secret' })
  digest!: string;

  @Text({ max: 64, classified: 'secret' })
  nonce!: string;

  /** Milliseconds since 1970. */
  @Integer({ max: Number.MAX_SAFE_INTEGER })
  at!: number;
}

export type Exchange =
  | { readonly outcome: 'exchanged'; readonly secret: Buffer }
  | { readonly outcome: 'over' }
  | { readonly outcome: 'reused' };

/** One sign-in, from the password to the sign-out; its refresh tokens follow each other. */
@Entity('sessions')
@Index(['expiresAt'])
@Index(['userId', 'id'])
export class Session extends Row {
  @Identifier()
  userId!: string;

  /** What {@link owner} is read from. */
  @Identifier()
  boundTo!: string;

  @Text({ max: 64, unique: 'exact', classified: 'secret' })
  familyDigest!: string;

  /** Of the secret that is good now. */
  @Text({ max: 64, classified: 'secret' })
  secretDigest!: string;

  @ListOf(() => ReplacedToken, { max: mostReplaced, classified: 'secret' })
  replaced!: ReplacedToken[];

  /** When it ends unless it is used; for one that has ended, when its row may go. */
  @Instant()
  expiresAt!: Date;

  @Instant({ optional: true })
  endedAt!: Date | null;

  @OneOf(endings, { optional: true })
  endedBy!: Ending | null;

  /** What signed in or refreshed last. */
  @Text({ max: longestDevice, optional: true, classified: 'personal' })
  device!: string | null;

  /** From where it did; see {@link Origin}. */
  @Text({ max: 64, optional: true, classified: 'personal' })
  network!: string | null;

  /** When it signed in or refreshed last: access tokens are used without a word to the database. Null before that was kept. */
  @Instant({ optional: true })
  lastUsedAt!: Date | null;

  /** The organization that the last tokens were bound to; the installation for an operator's session. */
  get owner(): OwnScope {
    return readScope(this.boundTo);
  }

  get isOperators(): boolean {
    return this.owner.kind === 'installation';
  }

  /** What its tokens are for, as the token endpoint says it. */
  get scope(): string {
    return this.isOperators ? 'installation' : `organization:${this.boundTo}`;
  }

  isOver(now: Date): boolean {
    return this.endedAt !== null || this.expiresAt <= now;
  }

  /**
   * Takes a refresh token's secret and gives the next one (RFC 9700, section 4.14.2). A secret that was replaced less than
   * {@link graceMs} ago gives the secret that is good now, always the same: two who hold it never get two lines of
   * tokens. An older one ends the session: somebody has kept a copy.
   * @param now by the database's clock, read in this transaction: processes may differ in what they take it for, and one
   *   that was frozen for longer than the grace would call an honest client a thief
   */
  exchange(secret: Buffer, now: Date, lifetimeSeconds: number): Exchange {
    if (this.isOver(now)) return { outcome: 'over' };
    const digest = digestOf(secret);
    if (isSame(digest, this.secretDigest)) {
      const nonce = newNonce();
      const next = successorOf(secret, nonce);
      this.replaced = [...this.recent(now), { digest, nonce, at: now.getTime() }].slice(-mostReplaced);
      this.secretDigest = digestOf(next);
      this.expiresAt = new Date(now.getTime() + lifetimeSeconds * 1_000);
      return { outcome: 'exchanged', secret: next };
    }
    const recent = this.recent(now);
    const since = recent.findIndex((replaced) => isSame(digest, replaced.digest));
    if (since >= 0)
      return {
        outcome: 'exchanged',
        secret: recent.slice(since).reduce((at, { nonce }) => successorOf(at, nonce), secret),
      };
    this.end('token-reused', now);
    return { outcome: 'reused' };
  }

  end(by: Ending, now: Date): void {
    if (this.endedAt) return;
    this.endedAt = now;
    this.endedBy = by;
    this.replaced = [];
    this.expiresAt = new Date(now.getTime() + keptMs);
  }

  /** Notes who has just used it. */
  use({ device, network }: Origin, now: Date): void {
    Object.assign(this, { device, network, lastUsedAt: now });
  }

  private recent(now: Date): ReplacedToken[] {
    return this.replaced.filter(({ at }) => now.getTime() - at < graceMs);
  }
}

function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
