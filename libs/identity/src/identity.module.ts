import { Feature, settings } from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { mails } from '@keelson/mail';
import { BackgroundModule } from '@keelson/runtime';
import { commands, migrations } from '@keelson/sql';
import { OrganizationsModule } from '@keelson/organizations';
import { RecordedAccessChange } from './access-change.entity.js';
import { AcceptInvitationController } from './accept-invitation.controller.js';
import { AccessChangeLog } from './access-change-log.js';
import { AccessTokens } from './access-tokens.js';
import { Accounts } from './accounts.js';
import { AccountPageController } from './account-page/account-page.controller.js';
import { AddressChanges } from './address-changes.js';
import { confirmLetter, joinedLetter, leftLetter, takenLetter, undoLetter } from './address-change.mails.js';
import { AddressLink } from './address-link.entity.js';
import { AddressLinks } from './address-links.js';
import { AddressMailJob } from './address-mail.job.js';
import { lapseLetter, newOwnerLetter, ownedLetter, proveLetter, resetLetter } from './address.mails.js';
import { AddressProofs } from './address-proofs.js';
import { reservedLetter, returnLetter } from './address-return.mails.js';
import { AddressReturns } from './address-returns.js';
import { Addresses } from './addresses.js';
import { AddressesController } from './addresses.controller.js';
import { AuthController } from './auth.controller.js';
import { BackOff } from './back-off/back-off.js';
import { FailureCounts } from './back-off/failure-counts.js';
import { Device } from './devices/device.entity.js';
import { Devices } from './devices/devices.js';
import { AccountMailJob } from './history/account-mail.job.js';
import { AccountNotice } from './history/account-notice.entity.js';
import { AccountNotices } from './history/account-notices.js';
import { newDeviceLetter, passwordChangedLetter, refusalsLetter } from './history/account.mails.js';
import { SignInRecord } from './history/sign-in-record.entity.js';
import { SignIns } from './history/sign-ins.js';
import { CreateSignInFailures1763700020012 } from './migrations/1763700020012-create-sign-in-failures.js';
import { CreateDevices1763700020013 } from './migrations/1763700020013-create-devices.js';
import { CreateSignIns1763700020014 } from './migrations/1763700020014-create-sign-ins.js';
import { PasswordCheck } from './password-check.js';
import { FirstOwner } from './first-owner.js';
import { OperatorAtFirstStart, OwnerAtFirstStart } from './first-start.js';
import { IdentityAuthority } from './identity-authority.js';
import { IdentityRetention } from './identity-retention.js';
import { IdentitySettings } from './identity.settings.js';
import { InstallationUsersController } from './installation/installation-users.controller.js';
import { OperatedUsers } from './installation/operated-users.js';
import { grantOperator, listOperators, revokeOperator } from './installation/operators.commands.js';
import { HandedResets } from './installation/handed-resets.js';
import { makeResetLink } from './installation/reset-link.command.js';
import { makeOwner } from './installation/owners.commands.js';
import { OwnersController } from './installation/owners.controller.js';
import { Owners } from './installation/owners.js';
import { endUserSessions, findUsers } from './installation/users.commands.js';
import { InvitationAcceptance } from './invitation-acceptance.js';
import { InvitationMailJob } from './invitation-mail.job.js';
import { invitationLetter } from './invitation.mails.js';
import { KeysController } from './keys.controller.js';
import { MeController } from './me.controller.js';
import { CreateUsers1763700020001 } from './migrations/1763700020001-create-users.js';
import { CreateSessions1763700020002 } from './migrations/1763700020002-create-sessions.js';
import { CreateAccessChanges1763700020003 } from './migrations/1763700020003-create-access-changes.js';
import { CreateSigningKeys1763700020004 } from './migrations/1763700020004-create-signing-keys.js';
import { FillMembers1763700020016 } from './migrations/1763700020016-fill-members.js';
import { CreateOperators1763700020005 } from './migrations/1763700020005-create-operators.js';
import { LetAddressesBeProven1763700020006 } from './migrations/1763700020006-let-addresses-be-proven.js';
import { CreateAddressLinks1763700020007 } from './migrations/1763700020007-create-address-links.js';
import { MyAddressController } from './my-address.controller.js';
import { AddOriginsOfSessions1763700020011 } from './migrations/1763700020011-add-origins-of-sessions.js';
import { AccountEndings } from './account-endings.js';
import { AccountReview } from './account-review.js';
import { AccountUses } from './account-uses.js';
import { ReviewAccounts1763700020017 } from './migrations/1763700020017-review-accounts.js';
import { AccountClosing } from './account-closing.js';
import { AddPreferencesOfUsers1763700020015 } from './migrations/1763700020015-add-preferences-of-users.js';
import { MyAccountController } from './my-account.controller.js';
import { PasswordChanges } from './password-changes.js';
import { MySessionsController } from './my-sessions.controller.js';
import { MySignInsController } from './my-sign-ins.controller.js';
import { OrganizationClosing } from './organization-closing/organization-closing.js';
import { OrganizationClosingController } from './organization-closing/organization-closing.controller.js';
import { OrganizationMailJob } from './organization-closing/organization-mail.job.js';
import {
  organizationClosedLetter,
  organizationResumedLetter,
} from './organization-closing/organization.mails.js';
import { Operator } from './operator.entity.js';
import { OperatorsController } from './operators.controller.js';
import { Operators } from './operators.js';
import { OwnerSettings } from './owner.settings.js';
import { PasswordHashing } from './password-hashing.js';
import { PasswordResets } from './password-resets.js';
import { Passwords } from './passwords.js';
import { PasswordPolicy } from './password-policy.js';
import { preparations } from './preparations.js';
import { RefusedSignIns } from './refused-sign-ins.js';
import { Session } from './session.entity.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';
import { SignInAttempts } from './sign-in-attempts.js';
import { SignUps } from './sign-ups.js';
import { knownAddressLetter, welcomeLetter } from './sign-up.mails.js';
import { SigningKey } from './signing-key.entity.js';
import { SigningKeys } from './signing-keys.js';
import { TokenController } from './token.controller.js';
import { Myself } from './me.body.js';
import { ChangeMe } from './my-account.input.js';
import { User } from './user.entity.js';
import { WelcomeMailJob } from './welcome-mail.job.js';

/** Who people are: accounts, sessions and the tokens that AccessModule lets in. */
@Module({
  imports: [
    BackgroundModule,
    OrganizationsModule,
    Feature.declare(
      {
        entities: [
          { entity: User, tenancy: 'system', view: Myself, update: ChangeMe },
          { entity: Session, tenancy: 'system', recorded: false },
          { entity: RecordedAccessChange, tenancy: 'system', recorded: false },
          { entity: SigningKey, tenancy: 'system', recorded: false },
          { entity: Operator, tenancy: 'system' },
          { entity: Device, tenancy: 'system', recorded: false },
          { entity: SignInRecord, tenancy: 'system', recorded: false },
          { entity: AccountNotice, tenancy: 'system', recorded: false },
          { entity: AddressLink, tenancy: 'system', recorded: false },
        ],
        permissions: [
          { name: 'installation-operators:read', description: 'List operators', operator: true },
          { name: 'installation-operators:grant', description: 'Make a user an operator', operator: true },
          { name: 'installation-operators:revoke', description: 'Revoke operator access', operator: true },
          { name: 'installation-users:find', description: 'Find users by id or address', operator: true },
          {
            name: 'installation-users:end-sessions',
            description: 'End all sessions of a user',
            operator: true,
          },
          {
            name: 'installation-organizations:make-owner',
            description: 'Make a user an owner of an organization',
            operator: true,
          },
        ],
      },
      settings(IdentitySettings, OwnerSettings),
      commands(
        listOperators,
        grantOperator,
        revokeOperator,
        findUsers,
        endUserSessions,
        makeResetLink,
        makeOwner,
      ),
      mails(
        welcomeLetter,
        knownAddressLetter,
        proveLetter,
        lapseLetter,
        ownedLetter,
        resetLetter,
        newOwnerLetter,
        confirmLetter,
        takenLetter,
        undoLetter,
        returnLetter,
        reservedLetter,
        leftLetter,
        joinedLetter,
        invitationLetter,
        newDeviceLetter,
        refusalsLetter,
        passwordChangedLetter,
        organizationClosedLetter,
        organizationResumedLetter,
      ),
      migrations(
        CreateUsers1763700020001,
        CreateSessions1763700020002,
        CreateAccessChanges1763700020003,
        CreateSigningKeys1763700020004,
        CreateOperators1763700020005,
        LetAddressesBeProven1763700020006,
        CreateAddressLinks1763700020007,
        AddOriginsOfSessions1763700020011,
        CreateSignInFailures1763700020012,
        CreateDevices1763700020013,
        CreateSignIns1763700020014,
        AddPreferencesOfUsers1763700020015,
        FillMembers1763700020016,
        ReviewAccounts1763700020017,
      ),
    ),
  ],
  controllers: [
    AuthController,
    AccountPageController,
    AddressesController,
    AcceptInvitationController,
    TokenController,
    MeController,
    MyAddressController,
    MySessionsController,
    MySignInsController,
    MyAccountController,
    KeysController,
    OperatorsController,
    InstallationUsersController,
    OwnersController,
    OrganizationClosingController,
  ],
  providers: [
    PasswordHashing,
    PasswordPolicy,
    SigningKeys,
    AccessTokens,
    AccessChangeLog,
    IdentityAuthority,
    Sessions,
    RefusedSignIns,
    SignIn,
    SignInAttempts,
    PasswordChanges,
    AccountEndings,
    AccountUses,
    AccountReview,
    AccountClosing,
    FailureCounts,
    BackOff,
    PasswordCheck,
    Devices,
    SignIns,
    AccountNotices,
    AccountMailJob,
    Accounts,
    Addresses,
    AddressLinks,
    AddressMailJob,
    AddressProofs,
    AddressChanges,
    AddressReturns,
    Passwords,
    PasswordResets,
    SignUps,
    InvitationAcceptance,
    InvitationMailJob,
    Operators,
    OperatedUsers,
    HandedResets,
    Owners,
    OrganizationClosing,
    OrganizationMailJob,
    FirstOwner,
    OwnerAtFirstStart,
    OperatorAtFirstStart,
    WelcomeMailJob,
    IdentityRetention,
    ...preparations,
  ],
  exports: [Accounts, AccountUses, Addresses, FirstOwner, Operators],
})
export class IdentityModule {}
