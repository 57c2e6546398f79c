import type { Caller, ConcreteType } from '@keelson/kernel';
import {
  AccessControl,
  TokenAuthority,
  type AccessChange,
  type AccessChanges,
  type AccessClaims,
  type OperatorClaims,
} from '@keelson/platform';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { KeyObject } from 'node:crypto';

/**
 * A TokenAuthority in front of the application's, which remembers who is behind a session so that a request costs no
 * statement, and forgets whom a change of rights is about.
 * @param deaf the kind of change that somebody has forgotten to listen to
 */
export function rememberedCallers(
  deaf: AccessChange['subject'] | null,
): ConcreteType<OnApplicationBootstrap> {
  const hears = (subject: AccessChange['subject']) => subject !== deaf;

  @Injectable()
  class RememberedCallers extends TokenAuthority implements OnApplicationBootstrap {
    private usual!: TokenAuthority;
    private readonly known = new Map<string, Caller>();

    constructor(private readonly access: AccessControl) {
      super();
    }

    onApplicationBootstrap(): void {
      this.usual = this.access.authority;
      this.access.useAuthority(this);
    }

    override async callerOf(claims: AccessClaims): Promise<Caller | null> {
      const key = `${claims.sid} ${claims.org}`;
      const caller = this.known.get(key) ?? (await this.usual.callerOf(claims));
      if (caller) this.known.set(key, caller);
      return caller;
    }

    override async announce(change: AccessChange): Promise<void> {
      await this.usual.announce(change);
      if (hears(change.subject)) this.forget([change.id]);
    }

    override async changesSince(mark: unknown): Promise<AccessChanges> {
      const changes = await this.usual.changesSince(mark);
      const { sessionIds, userIds, organizationIds } = changes;
      if (changes.everything) this.known.clear();
      if (hears('session')) this.forget(sessionIds);
      if (hears('user')) this.forget(userIds);
      if (hears('organization')) this.forget(organizationIds);
      return changes;
    }

    private forget(ids: readonly string[]): void {
      for (const [key, { sessionId, userId, organizationId }] of this.known)
        if ([sessionId, userId, organizationId].some((id) => id !== null && ids.includes(id)))
          this.known.delete(key);
    }

    override keyFor(kid: string): KeyObject | null | Promise<KeyObject | null> {
      return this.usual.keyFor(kid);
    }

    override operatorOf(claims: OperatorClaims): Promise<Caller | null> {
      return this.usual.operatorOf(claims);
    }

    override memberOf(userId: string, organizationId: string): Promise<Caller | null> {
      return this.usual.memberOf(userId, organizationId);
    }

    override secretFor(purpose: string): Promise<Buffer> {
      return this.usual.secretFor(purpose);
    }
  }
  return RememberedCallers;
}
