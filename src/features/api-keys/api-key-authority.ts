import {
  acrossOrganizations,
  asOrganization,
  Caller,
  InjectStore,
  organizationSuspended,
  type Store,
} from '@keelson/kernel';
import { AccessControl, KeyAuthority, ServerClock, type KnownKey } from '@keelson/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OrganizationsService } from '../organizations/index.js';
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
    @InjectStore(ApiKey) private readonly keys: Store<ApiKey>,
  ) {
    super();
  }

  onModuleInit(): void {
    this.access.useKeyAuthority(this);
  }

  override async keyOf(digest: string): Promise<KnownKey | null> {
    const key = await acrossOrganizations('finds the organization of an API key', () => this.find(digest));
    const expiresAt = key?.endOf(digest) ?? null;
    if (!key || (expiresAt !== null && expiresAt <= this.clock.now())) return null;
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

  private async find(digest: string): Promise<ApiKey | undefined> {
    const [key] = await this.keys.find({ digest }, { limit: 1 });
    return key ?? (await this.keys.find({ previousDigest: digest }, { limit: 1 }))[0];
  }

  /** The member as it is now, with the part of its permissions that the key has; null once it has left. */
  private async bearerOf(key: ApiKey): Promise<Caller | null> {
    const member = await this.access.authority.memberOf(key.bearerId, key.organizationId);
    if (member?.memberId !== key.memberId) return null;
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
