import { Caller, FeatureRegistry, InjectStore, type Store } from '@keelson/kernel';
import {
  AccessControl,
  ServerClock,
  TokenAuthority,
  type AccessChange,
  type AccessChanges,
  type AccessClaims,
  type OperatorClaims,
} from '@keelson/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { KeyObject } from 'node:crypto';
import { Memberships } from '../organizations/index.js';
import { AccessChangeLog } from './access-change-log.js';
import { Operators } from './operators.js';
import { Session } from './session.entity.js';
import { SigningKeys } from './signing-keys.js';
import { User } from './user.entity.js';

/** Vouches for the access tokens that this feature issues. */
@Injectable()
export class IdentityAuthority extends TokenAuthority implements OnModuleInit {
  private readonly permissions = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly access: AccessControl,
    private readonly keys: SigningKeys,
    private readonly changes: AccessChangeLog,
    private readonly memberships: Memberships,
    private readonly operators: Operators,
    private readonly registry: FeatureRegistry,
    private readonly clock: ServerClock,
    @InjectStore(Session) private readonly sessions: Store<Session>,
    @InjectStore(User) private readonly users: Store<User>,
  ) {
    super();
  }

  /** @throws Error when the key can't be had or can't sign */
  async onModuleInit(): Promise<void> {
    await this.keys.current();
    this.access.useAuthority(this);
  }

  override async keyFor(kid: string): Promise<KeyObject | null> {
    const { jwk, publicKey } = await this.keys.current();
    return jwk.kid === kid ? publicKey : null;
  }

  override async callerOf({ sub, sid, org }: AccessClaims): Promise<Caller | null> {
    const [[session], member] = await Promise.all([
      this.sessions.find({ id: sid }, { limit: 1 }),
      this.caller(sub, org, sid),
    ]);
    return this.isOpen(session, sub) && !session.isOperators ? member : null;
  }

  override memberOf(userId: string, organizationId: string): Promise<Caller | null> {
    return this.caller(userId, organizationId, null);
  }

  override async operatorOf({ sub, sid }: OperatorClaims): Promise<Caller | null> {
    const [[session], [user], isOperator] = await Promise.all([
      this.sessions.find({ id: sid }, { limit: 1 }),
      this.users.find({ id: sub }, { limit: 1 }),
      this.operators.includes(sub),
    ]);
    if (!this.isOpen(session, sub) || !session.isOperators || !isOperator || user?.isClosed !== false)
      return null;
    return Caller.operator(sub, new Set(this.registry.operatorPermissions.map(({ name }) => name)), sid);
  }

  override secretFor(purpose: string): Promise<Buffer> {
    return this.keys.secretFor(purpose);
  }

  override changesSince(mark: unknown): Promise<AccessChanges> {
    return this.changes.since(mark);
  }

  override announce(change: AccessChange): Promise<void> {
    return this.changes.announce(change);
  }

  private async caller(userId: string, org: string | null, sessionId: string | null): Promise<Caller | null> {
    const [[user], memberships] = await Promise.all([
      this.users.find({ id: userId }, { limit: 1 }),
      this.memberships.of(userId),
    ]);
    if (!user || user.isClosed) return null;
    const membership = memberships.find(({ organizationId }) => organizationId === org);
    if (!membership) return null;
    const { id: memberId, role } = membership;
    return new Caller({
      userId,
      organizationId: org,
      role,
      permissions: this.permissionsOf(role),
      organizationIds: memberships.map(({ organizationId }) => organizationId),
      memberId,
      sessionId,
      isProven: user.isProven,
    });
  }

  private isOpen(session: Session | undefined, userId: string): session is Session {
    return session?.userId === userId && !session.isOver(this.clock.now());
  }

  /** One set for all callers of a role: thousands of them are remembered. */
  private permissionsOf(role: string): ReadonlySet<string> {
    const known = this.permissions.get(role);
    if (known) return known;
    const made = this.registry.permissionsOfRole(role);
    this.permissions.set(role, made);
    return made;
  }
}
