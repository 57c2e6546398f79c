import { defineError } from '@keelson/kernel';
import { ServerClock } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { AccountEndings } from './account-endings.js';
import { AccountUses } from './account-uses.js';
import { Accounts, mostUnproven } from './accounts.js';
import { AddressLinks } from './address-links.js';
import { isSameHash } from './password-hash.js';
import { PasswordHashing } from './password-hashing.js';
import type { SignUp } from './sign-up.input.js';
import { idleMs, type User } from './user.entity.js';

export const addressBusy = defineError(
  'identity.address_busy',
  'unavailable',
  'Another request is changing the accounts with this email address',
);

/** New accounts, for addresses that nobody has proven yet to be theirs. */
@Injectable()
export class SignUps {
  constructor(
    private readonly accounts: Accounts,
    private readonly endings: AccountEndings,
    private readonly links: AddressLinks,
    private readonly passwords: PasswordHashing,
    private readonly uses: AccountUses,
    private readonly clock: ServerClock,
  ) {}

  /** A hash that one sign-in tries together with those that the address has already. @throws DomainError `unavailable` */
  async hash({ email, password }: SignUp): Promise<string> {
    return this.passwords.hash(password, hashesOf(await this.accounts.of(email)));
  }

  /**
   * Makes an account, whether the address has an owner or not: what follows must not tell. It is bounded until the address
   * is proven, and only the mail says whose the address is. Needs a transaction.
   * - The same password again is the same account.
   * - {@link mostUnproven} accounts at most wait for their proof. Another one takes the place of one that nobody has used for
   *   a week; without such a one nothing is made, and the mail offers to reset the password.
   * @throws DomainError `identity.address_busy` when the hash has to be made anew
   */
  async signUp(input: SignUp, passwordHash: string): Promise<void> {
    const { email } = input;
    await this.accounts.hold(email);
    const known = await this.accounts.of(email);
    const hashes = hashesOf(known);
    if (!this.passwords.areShared([...hashes, passwordHash])) throw addressBusy({ retryAfter: 1 });
    const isThere = hashes.some((one) => isSameHash(one, passwordHash));
    const isMade = !isThere && (await this.makeRoom(known));
    if (isMade) await this.accounts.open({ ...input, passwordHash, isProven: false });
    if (known.some(({ isProven }) => isProven)) await this.links.send('known', email);
    else await this.links.send(isThere || isMade ? 'prove' : 'reset', email);
  }

  private async makeRoom(known: readonly User[]): Promise<boolean> {
    const unproven = known.filter(({ isProven }) => !isProven);
    if (unproven.length < mostUnproven) return true;
    const idleSince = this.clock.ms() - idleMs;
    for (const user of unproven)
      if ((await this.uses.last(user)).getTime() < idleSince) {
        await this.endings.end(user.id);
        return true;
      }
    return false;
  }
}

function hashesOf(users: readonly User[]): string[] {
  return users.map(({ passwordHash }) => passwordHash);
}
