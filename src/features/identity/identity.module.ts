import { Feature, settings } from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { migrations } from '@keelson/platform';
import { OrganizationsModule } from '../organizations/index.js';
import { RecordedAccessChange } from './access-change.entity.js';
import { AccessChangeLog } from './access-change-log.js';
import { AccessTokens } from './access-tokens.js';
import { Accounts } from './accounts.js';
import { AuthController } from './auth.controller.js';
import { FirstOwner } from './first-owner.js';
import { IdentityAuthority } from './identity-authority.js';
import { IdentityRetention } from './identity-retention.js';
import { IdentitySettings } from './identity.settings.js';
import { KeysController } from './keys.controller.js';
import { MeController } from './me.controller.js';
import { CreateUsers1763700020001 } from './migrations/1763700020001-create-users.js';
import { CreateSessions1763700020002 } from './migrations/1763700020002-create-sessions.js';
import { CreateAccessChanges1763700020003 } from './migrations/1763700020003-create-access-changes.js';
import { CreateSigningKeys1763700020004 } from './migrations/1763700020004-create-signing-keys.js';
import { FillMembers1763700020016 } from './migrations/1763700020016-fill-members.js';
import { CreateOperators1763700020005 } from './migrations/1763700020005-create-operators.js';
import { Operator } from './operator.entity.js';
import { OperatorsController } from './operators.controller.js';
import { Operators } from './operators.js';
import { OwnerSettings } from './owner.settings.js';
import { PasswordHashing } from './password-hashing.js';
import { Session } from './session.entity.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';
import { SigningKey } from './signing-key.entity.js';
import { SigningKeys } from './signing-keys.js';
import { TokenController } from './token.controller.js';
import { User } from './user.entity.js';
import { WelcomeMailJob } from './welcome-mail.job.js';

/** Who people are: accounts, sessions and the tokens that AccessModule lets in. */
@Module({
  imports: [
    OrganizationsModule,
    Feature.declare(
      {
        entities: [
          { entity: User, tenancy: 'system' },
          { entity: Session, tenancy: 'system', recorded: false },
          { entity: RecordedAccessChange, tenancy: 'system', recorded: false },
          { entity: SigningKey, tenancy: 'system', recorded: false },
          { entity: Operator, tenancy: 'system' },
        ],
        permissions: [
          { name: 'installation-operators:read', description: 'List operators', operator: true },
          { name: 'installation-operators:grant', description: 'Make a user an operator', operator: true },
          { name: 'installation-operators:revoke', description: 'Revoke operator access', operator: true },
        ],
      },
      settings(IdentitySettings, OwnerSettings),
      migrations(
        CreateUsers1763700020001,
        CreateSessions1763700020002,
        CreateAccessChanges1763700020003,
        CreateSigningKeys1763700020004,
        CreateOperators1763700020005,
        FillMembers1763700020016,
      ),
    ),
  ],
  controllers: [AuthController, TokenController, MeController, KeysController, OperatorsController],
  providers: [
    PasswordHashing,
    SigningKeys,
    AccessTokens,
    AccessChangeLog,
    IdentityAuthority,
    Sessions,
    SignIn,
    Accounts,
    Operators,
    FirstOwner,
    WelcomeMailJob,
    IdentityRetention,
  ],
  exports: [FirstOwner, Operators],
})
export class IdentityModule {}
