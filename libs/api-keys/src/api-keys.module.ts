import { Feature, settings } from '@keelson/kernel';
import { samples } from '@keelson/operations';
import { BackgroundModule } from '@keelson/runtime';
import { invariants, migrations, touches } from '@keelson/sql';
import { Module } from '@nestjs/common';
import { IdentityModule } from '@keelson/identity';
import { OrganizationsModule } from '@keelson/organizations';
import { ApiKeyAuthority } from './api-key-authority.js';
import { ApiKey } from './api-key.entity.js';
import { ApiKeysController } from './api-keys.controller.js';
import { apiKeys } from './api-keys.resource.js';
import { ApiKeysSettings } from './api-keys.settings.js';
import { FormerMembers } from './former-members.subscriber.js';
import { KeyAccountUses } from './key-account-uses.js';
import { KeyPermissions } from './key-permissions.js';
import { KeyPlaces } from './key-places.js';
import { KeyRules } from './key-rules.js';
import { KeyUses } from './key-uses.js';
import { AddMembershipOfKeys1763700030002 } from './migrations/1763700030002-add-membership-of-keys.js';
import { CreateApiKeys1763700030001 } from './migrations/1763700030001-create-api-keys.js';

/** Credentials for programs: they act as a person or a service account, with at most the rights of that member. */
@Module({
  imports: [
    BackgroundModule,
    OrganizationsModule,
    IdentityModule,
    Feature.declare(
      { resources: [apiKeys] },
      settings(ApiKeysSettings),
      // A key that acts as somebody else is refused.
      samples({ 'api-keys:create': () => ({ memberId: null }) }),
      // The keys of a member go with the member, also for those who see only their own keys.
      invariants(touches('members:remove', ApiKey)),
      migrations(CreateApiKeys1763700030001, AddMembershipOfKeys1763700030002),
    ),
  ],
  controllers: [ApiKeysController],
  providers: [ApiKeyAuthority, FormerMembers, KeyAccountUses, KeyPermissions, KeyPlaces, KeyRules, KeyUses],
})
export class ApiKeysModule {}
