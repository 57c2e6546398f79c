import {
  acrossOrganizations,
  asOrganization,
  Caller,
  InjectStore,
  organizationSuspended,
  type Store,
} from '@keelson/kernel';
import { AccessControl, KeyAuthority, type KnownKey } from '@keelson/access';
import { Database, ServerClock } from '@keelson/sql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Members, OrganizationsService } from '@keelson/organizations';
import { ApiKey } from './api-key.entity.js';
import { KeyPermissions } from './key-permissions.js';
import { KeyUses } from './key-uses.js';

/** Knows the keys of this feature: who bears them, and what they allow now. */
@Injectable()
export class ApiKeyAuthority extends KeyAuthority implements OnModuleInit {
  constructor(
    private readonly access: AccessControl,
    private readonly permissions: KeyPermissions,
    private readonly uses: KeyUses,
    private readonly clock: ServerClock,
    private readonly organizations: OrganizationsService,
    private readonly members: Members,
    private readonly database: Database,
    @InjectStore(ApiKey) private readonly keys: Store<ApiKey>,
  ) {
    super();
  }

  onModuleInit(): void {
    this.access.useKeyAuthority(this);
  }

  override async keyOf(digest: string): Promise<KnownKey | null> {
    const key = await acrossOrganizations('finds the organization of an API key', () => this.find(digest));
    if (!key) return null;
    const expiresAt = key.endOf(digest);
    if (expiresAt !== null && expiresAt <= this.clock.now()) return null;
    const caller = await this.bearerOf(key);
    const stopped = caller && (await this.organizations.whyStopped(key.organizationId));
    if (stopped) throw organizationSuspended({ detail: stopped });
    return caller && { caller, expiresAt, networks: key.networks ?? [] };
  }

  override async callerOf(keyId: string, organizationId: string): Promise<Caller | null> {
    const [key] = await asOrganization(organizationId, () => this.keys.find({ id: keyId }, { limit: 1 }));
    return key && !key.isOver(this.clock.now()) ? this.bearerOf(key) : null;
  }

  override used(keyId: string): void {
    this.uses.note(keyId);
  }

  /** One statement for a key that there is not: strangers can make up as many as they like. */
  private async find(digest: string): Promise<ApiKey | undefined> {
    const [found] = await this.database.read<{ id: string }>(
      'SELECT id FROM api_keys WHERE digest = ? UNION ALL SELECT id FROM api_keys WHERE previous_digest = ?',
      [digest, digest],
    );
    const [key] = found ? await this.keys.find({ id: found.id }, { limit: 1 }) : [];
    // It may have been rotated twice since.
    return key?.isFor(digest) ? key : undefined;
  }

  /**
   * The member as it is now, with the part of its permissions that the key has; null once it has left, also when it has
   * come back.
   */
  private async bearerOf(key: ApiKey): Promise<Caller | null> {
    const member = await this.access.authority.memberOf(key.bearerId, key.organizationId);
    if (member?.memberId !== key.memberId) return null;
    const isOfKey = () => this.members.isSince(key.memberId, key.memberRejoins);
    if (!(await asOrganization(key.organizationId, isOfKey))) return null;
    const { userId, organizationId, role, memberId, isProven } = member;
    return new Caller({
      userId,
      organizationId,
      role,
      memberId,
      isProven,
      permissions: this.permissions.of(key.permissions, member.listPermissions()),
      keyId: key.id,
    });
  }
}
