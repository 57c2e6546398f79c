import { Caller, FeatureRegistry, InjectStore, organizationSuspended, type Store } from '@keelson/kernel';
import {
  AccessControl,
  TokenAuthority,
  type AccessChange,
  type AccessChanges,
  type TokenBearer,
} from '@keelson/access';
import { ServerClock } from '@keelson/sql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { KeyObject } from 'node:crypto';
import { Members, OrganizationsService, Roles } from '@keelson/organizations';
import { AccessChangeLog } from './access-change-log.js';
import { Operators } from './operators.js';
import { readTogether } from './read-together.js';
import { Session } from './session.entity.js';
import { SigningKeys } from './signing-keys.js';
import { User } from './user.entity.js';

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
    private readonly organizations: OrganizationsService,
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

  override async callerOf({ sub, sid, org }: TokenBearer): Promise<Caller | null> {
    const [[session], member, stopped] = await readTogether(
      () => this.sessions.find({ id: sid }, { limit: 1 }),
      () => this.caller(sub, org, sid),
      () => this.organizations.whyStopped(org),
    );
    if (!member || !this.isOpen(session, sub) || session.isOperators) return null;
    if (stopped !== null) throw organizationSuspended({ detail: stopped });
    return member;
  }

  override async memberOf(userId: string, organizationId: string): Promise<Caller | null> {
    const member = await this.caller(userId, organizationId, null);
    return member ?? this.serviceAccount(userId, organizationId);
  }

  override async operatorOf({ sub, sid }: Omit<TokenBearer, 'org'>): Promise<Caller | null> {
    const [[session], [user], isOperator] = await readTogether(
      () => this.sessions.find({ id: sid }, { limit: 1 }),
      () => this.users.find({ id: sub }, { limit: 1 }),
      () => this.operators.includes(sub),
    );
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
    const [[user], all] = await readTogether(
      () => this.users.find({ id: userId }, { limit: 1 }),
      () => this.members.of(userId),
    );
    const member = all.find(({ organizationId }) => organizationId === org);
    if (!user || user.isClosed || !member) return null;
    return new Caller({
      userId,
      organizationId: org,
      role: member.role,
      ...(await this.roles.rightsOf(member, user.isProven)),
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
