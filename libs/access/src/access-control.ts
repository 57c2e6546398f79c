import { maybeContext, type Caller } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import type { KeyAuthority } from './key-authority.js';
import type { AccessChange, TokenAuthority } from './token-authority.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Where the features that know users and API keys plug in, and where features say that somebody's rights have changed. */
@Injectable()
export class AccessControl {
  private registered: TokenAuthority | null = null;
  private keys: KeyAuthority | null = null;

  constructor(private readonly tokens: VerifiedTokens) {}

  /** Names who vouches for tokens; the last one counts. Called while modules are initialized. */
  useAuthority(authority: TokenAuthority): void {
    this.registered = authority;
  }

  /** Names who knows API keys; the last one counts. Without one, no key opens anything. */
  useKeyAuthority(authority: KeyAuthority): void {
    this.keys = authority;
  }

  get keyAuthority(): KeyAuthority | null {
    return this.keys;
  }

  get hasAuthority(): boolean {
    return this.registered !== null;
  }

  /** @throws Error when nobody has registered. */
  get authority(): TokenAuthority {
    if (!this.registered)
      throw new Error(
        'No TokenAuthority is registered: import IdentityModule, or pass one to AccessControl.useAuthority in a provider.',
      );
    return this.registered;
  }

  /**
   * A caller as the database has it now, past all that is remembered. Null when the session, the key or this secret of it,
   * or the membership has ended, or an operator is none any more. It is a look, and locks nothing: what stays so to the
   * commit is what the transaction has a turn for.
   * @throws DomainError `unavailable`, `organizations.suspended`
   */
  async present({ userId, organizationId, sessionId, keyId, keyDigest }: Caller): Promise<Caller | null> {
    if (organizationId === null)
      return sessionId === null ? null : this.authority.operatorOf({ sub: userId, sid: sessionId });
    if (keyId !== null && keyDigest !== null)
      return (await this.keys?.keyOf(keyDigest))?.caller.bearing(keyDigest) ?? null;
    if (keyId !== null) return (await this.keys?.callerOf(keyId, organizationId)) ?? null;
    return sessionId === null
      ? this.authority.memberOf(userId, organizationId)
      : this.authority.callerOf({ sub: userId, sid: sessionId, org: organizationId });
  }

  /**
   * Rights have changed, or a session or key has ended: call this inside the transaction that does it. After the commit the
   * tokens in question are verified anew, at once in this process and within a second in the others.
   */
  async changed(change: AccessChange): Promise<void> {
    await this.authority.announce(change);
    const evict = () =>
      this.tokens.evict({
        sessionIds: change.subject === 'session' ? [change.id] : [],
        keyIds: change.subject === 'key' ? [change.id] : [],
        userIds: change.subject === 'user' ? [change.id] : [],
        organizationIds: change.subject === 'organization' ? [change.id] : [],
      });
    const unit = maybeContext()?.unit;
    if (unit) unit.afterCommit(evict);
    else evict();
  }
}
