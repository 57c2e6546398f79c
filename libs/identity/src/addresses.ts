import { defineError, InjectStore, notFound, type Store } from '@keelson/kernel';
import { AccessControl } from '@keelson/access';
import { Injectable } from '@nestjs/common';
import { Members } from '@keelson/organizations';
import { AccountEndings } from './account-endings.js';
import { Accounts } from './accounts.js';
import { AddressLinks } from './address-links.js';
import { User } from './user.entity.js';

export const addressTaken = defineError(
  'identity.address_taken',
  'conflict',
  'Another account has verified this email address',
);

/** Whose address it is. */
@Injectable()
export class Addresses {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly accounts: Accounts,
    private readonly links: AddressLinks,
    private readonly members: Members,
    private readonly endings: AccountEndings,
    private readonly access: AccessControl,
  ) {}

  /**
   * Makes an account the owner of an address that its user has just proven to be theirs, and ends all other accounts that
   * claim it: the owner inherits nothing of them. Needs a transaction.
   * @throws DomainError `identity.address_taken` when another account has proven it; `not_found`
   */
  async claim(userId: string, email: string): Promise<User> {
    await this.release(email, userId);
    const [user] = (await this.users.lock([userId])) as [User];
    // Ended a moment ago, such as by another account that has proven the address.
    if (user.isClosed) throw notFound();
    user.own(email);
    await this.access.changed({ subject: 'user', id: userId });
    await this.members.update({ userId, name: user.name, email: user.email });
    return this.users.save(user);
  }

  /**
   * Whether an account is the only one of its address, to the end of the transaction: then its hash need not share a salt.
   * The owner of the address does not wait for others that claim it; they end.
   */
  async holdAlone({ id, email, isProven }: User): Promise<boolean> {
    if (isProven) await this.release(email, id);
    else await this.accounts.hold(email);
    return (await this.accounts.of(email)).every((one) => one.id === id);
  }

  /**
   * Ends all accounts that claim an address, for one that is about to be made and owns it. Needs a transaction.
   * @param except the account that stays
   * @throws DomainError `identity.address_taken` when another account has proven it, or had until a short while ago and can
   * still go back to it
   */
  async release(email: string, except: string | null = null): Promise<void> {
    await this.accounts.hold(email);
    const all = await this.accounts.of(email);
    const others = all.filter(({ id }) => id !== except);
    if (others.some(({ isProven }) => isProven)) throw addressTaken();
    if (!all.some(({ isProven }) => isProven)) await this.refuseReserved(email, except);
    for (const { id } of others) await this.endings.end(id);
  }

  /** The notification of a change promises a way back for some days: nobody else can prove the address until then. */
  private async refuseReserved(email: string, except: string | null): Promise<void> {
    const way = await this.links.wayBack(email);
    if (way && way.userId !== except)
      throw addressTaken({
        detail: `Another account used this address until a few days ago. To get back into that account, reset its password with this address. Other accounts can use the address from ${way.expiresAt.toISOString()}.`,
      });
  }
}
