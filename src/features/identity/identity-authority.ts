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
import { Members, Roles } from '../organizations/index.js';
import { AccessChangeLog } from './access-change-log.js';
import { Operators } from './operators.js';
import { Session } from './session.entity.js';
import { SigningKeys } from './signing-keys.js';

/** Vouches for the access tokens that this feature issues. */
@Injectable()
export class IdentityAuthority extends TokenAuthority implements OnModuleInit {
  constructor(
    private readonly access: AccessControl,
    private readonly keys: SigningKeys,
    private readonly changes: AccessChangeLog,
    private readonly members: Members,
    private readonly roles: Roles,
    private readonly operators: Operators,
    private readonly registry: FeatureRegistry,
    private readonly clock: ServerClock,
    @InjectStore(Session) private readonly sessions: Store<Session>,
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

  override async memberOf(userId: string, organizationId: string): Promise<Caller | null> {
    const member = await this.caller(userId, organizationId, null);
    return member ?? this.serviceAccount(userId, organizationId);
  }

  override async operatorOf({ sub, sid }: OperatorClaims): Promise<Caller | null> {
    const [[session], isOperator] = await Promise.all([
      this.sessions.find({ id: sid }, { limit: 1 }),
      this.operators.includes(sub),
    ]);
    if (!this.isOpen(session, sub) || !session.isOperators || !isOperator) return null;
    return Caller.operator(sub, new Set(this.registry.operatorPermissions.map(({ name }) => name)), sid);
  }

  override changesSince(mark: unknown): Promise<AccessChanges> {
    return this.changes.since(mark);
  }

  override announce(change: AccessChange): Promise<void> {
    return this.changes.announce(change);
  }

  private async caller(userId: string, org: string | null, sessionId: string | null): Promise<Caller | null> {
    const all = await this.members.of(userId);
    const member = all.find(({ organizationId }) => organizationId === org);
    if (!member) return null;
    return new Caller({
      userId,
      organizationId: org,
      role: member.role,
      ...(await this.roles.rightsOf(member, true)),
      organizationIds: all.map(({ organizationId }) => organizationId),
      memberId: member.id,
      sessionId,
    });
  }

  /** Its work goes on by the id of its member, in the place of a user's. */
  private async serviceAccount(id: string, organizationId: string): Promise<Caller | null> {
    const member = await this.members.serviceAccount(organizationId, id);
    if (!member) return null;
    const permissions = await this.roles.permissionsOf(member);
    return new Caller({ userId: id, organizationId, role: member.role, permissions, memberId: id });
  }

  private isOpen(session: Session | undefined, userId: string): session is Session {
    return session?.userId === userId && !session.isOver(this.clock.now());
  }
}
