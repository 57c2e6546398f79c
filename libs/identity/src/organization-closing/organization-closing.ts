import {
  currentCaller,
  inScope,
  InjectStore,
  installationScope,
  Jobs,
  notFound,
  type Preparation,
  type Store,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { OwnerClosing, type OwnersNotice } from '@keelson/organizations';
import { Accounts } from '../accounts.js';
import { PasswordCheck } from '../password-check.js';
import { Passwords, type CheckedAccount } from '../passwords.js';
import { User } from '../user.entity.js';
import { CloseOrganization, ResumeOrganization } from './closing.input.js';
import { organizationMail } from './organization-mail.js';

/** Owners close their organization, and take that back, each with their password. */
@Injectable()
export class OrganizationClosing {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly passwords: Passwords,
    private readonly closing: OwnerClosing,
    private readonly jobs: Jobs,
  ) {}

  /** Needs a transaction. @throws DomainError `identity.wrong_password`, `not_found`, and as {@link OwnerClosing.close} */
  async close(account: CheckedAccount | null, organizationId: string, reason: string | null): Promise<void> {
    if (organizationId !== currentCaller().organizationId)
      throw notFound({
        detail:
          'Your token is not for this organization. To close it, get a token with the scope "organization:<id>".',
      });
    const { id } = await this.passwords.lock(account);
    const notice = await this.closing.close(organizationId, id, reason ?? 'An owner has closed it.');
    await this.tell('closed', organizationId, id, notice);
  }

  /** Needs a transaction. @throws DomainError `identity.wrong_password`, and as {@link OwnerClosing.resume} */
  async resume(account: CheckedAccount | null, organizationId: string): Promise<void> {
    const { id } = await this.passwords.lock(account);
    await this.tell('resumed', organizationId, id, await this.closing.resume(organizationId, id));
  }

  /** In the scope of the installation: jobs of an organization that is closed wait. */
  private async tell(
    kind: 'closed' | 'resumed',
    organizationId: string,
    byId: string,
    { ownerIds, organization, deletedAt }: OwnersNotice,
  ): Promise<void> {
    await inScope(installationScope, async () => {
      for (const { id: userId } of await this.users.find({ id: [...ownerIds] }))
        await this.jobs.enqueue(organizationMail, {
          userId,
          byId,
          kind,
          organizationId,
          organization,
          deletedAt,
        });
    });
  }
}

@Injectable()
export class ClosingPreparation implements Preparation<CloseOrganization, CheckedAccount | null> {
  constructor(private readonly passwords: Passwords) {}

  prepare({ password }: CloseOrganization): Promise<CheckedAccount | null> {
    return this.passwords.findOwn(password);
  }
}

/** There is no token for an organization that is closed. The password is guessed at as slowly as at a sign-in. */
@Injectable()
export class ResumptionPreparation implements Preparation<ResumeOrganization, CheckedAccount | null> {
  constructor(
    private readonly accounts: Accounts,
    private readonly check: PasswordCheck,
  ) {}

  async prepare(
    { email, password }: ResumeOrganization,
    { network = '' }: { readonly network?: string | undefined },
  ): Promise<CheckedAccount | null> {
    const accounts = await this.accounts.of(email);
    const place = await this.check.match({
      hashes: accounts.map(({ passwordHash }) => passwordHash),
      password,
      address: email,
      origin: { kind: 'network', network },
      clears: (at) => accounts.length === 1 || accounts[at]?.isProven === true,
    });
    const account = accounts[place];
    return account ? { userId: account.id, passwordHash: account.passwordHash } : null;
  }
}
