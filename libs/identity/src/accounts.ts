import { InjectStore, type Store } from '@keelson/kernel';
import { ServerClock, Turns } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { OrganizationsService } from '@keelson/organizations';
import { IdentitySettings } from './identity.settings.js';
import { addressKey, User, warnedBeforeMs } from './user.entity.js';

/** Most accounts that claim an address without having proven it. */
export const mostUnproven = 3;

/** Who a new account is for. */
export interface NewAccount {
  readonly email: string;
  readonly name: string;
  /** A PHC string; {@link noPassword} for an account that nobody signs in to by password. */
  readonly passwordHash: string;
  /** Whether the address is known to be theirs: no other account may have proven it. */
  readonly isProven: boolean;
}

/** Who has an account. */
@Injectable()
export class Accounts {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly organizations: OrganizationsService,
    private readonly turns: Turns,
    private readonly clock: ServerClock,
    private readonly settings: IdentitySettings,
  ) {}

  async isEmpty(): Promise<boolean> {
    return (await this.users.find({}, { limit: 1 })).length === 0;
  }

  /** The open accounts of an address, oldest first. */
  of(email: string): Promise<User[]> {
    return this.users.find({ emailKey: addressKey(email) }, { limit: mostUnproven + 1 });
  }

  /** Keeps the accounts of an address as they are, for this transaction only, to its end. */
  async hold(email: string): Promise<void> {
    await this.turns.take(`address:${addressKey(email)}`);
  }

  /** A user who owns a new organization; needs a transaction. @throws DomainError `already_exists` as {@link make} */
  async open(account: NewAccount & { organization: string }, organizationId?: string): Promise<User> {
    const user = await this.make(account);
    await this.organizations.create(
      account.organization,
      { userId: user.id, name: user.name, email: user.email },
      organizationId,
    );
    return user;
  }

  /**
   * A user who belongs to no organization yet; needs a transaction.
   * @throws DomainError `already_exists` when the account is proven and another one has proven the address
   */
  make({ email, name, passwordHash, isProven }: NewAccount): Promise<User> {
    const emailKey = addressKey(email);
    const keptMs = this.settings.unprovenAccountDays * 86_400_000;
    return this.users.insert({
      email,
      emailKey,
      provenKey: isProven ? emailKey : null,
      name,
      passwordHash,
      dueAt: isProven ? null : new Date(this.clock.ms() + keptMs - warnedBeforeMs),
    });
  }
}
