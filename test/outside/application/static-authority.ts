import { Caller, FeatureRegistry } from '@keelson/kernel';
import { AccessControl, TokenAuthority, type AccessChanges, type AccessClaims } from '@keelson/access';
import { Global, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { createPublicKey, type KeyObject } from 'node:crypto';

/** One key for good, and whoever has a token signed by it owns the organization that the token names. */
@Injectable()
class StaticAuthority extends TokenAuthority implements OnModuleInit {
  private readonly key = createPublicKey(process.env['PUBLIC_KEY'] ?? '');

  constructor(
    private readonly access: AccessControl,
    private readonly registry: FeatureRegistry,
  ) {
    super();
  }

  onModuleInit(): void {
    this.access.useAuthority(this);
  }

  override keyFor(kid: string): KeyObject | null {
    return kid === 'static' ? this.key : null;
  }

  override callerOf({ sub, org, sid }: AccessClaims): Promise<Caller> {
    const permissions = this.registry.permissionsOfRole('owner');
    return Promise.resolve(
      new Caller({ userId: sub, organizationId: org, role: 'owner', permissions, sessionId: sid }),
    );
  }

  override memberOf(userId: string, organizationId: string): Promise<Caller> {
    const permissions = this.registry.permissionsOfRole('owner');
    return Promise.resolve(new Caller({ userId, organizationId, role: 'owner', permissions }));
  }

  override changesSince(): Promise<AccessChanges> {
    return Promise.resolve({ mark: null, sessionIds: [], keyIds: [], userIds: [], organizationIds: [] });
  }

  override announce(): Promise<void> {
    return Promise.resolve();
  }
}

@Global()
@Module({ providers: [StaticAuthority] })
export class StaticAuthorityModule {}
