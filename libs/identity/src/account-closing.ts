import { defineError, type Preparation } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Ownership } from '@keelson/organizations';
import { AccountEndings } from './account-endings.js';
import { CloseAccount } from './my-account.input.js';
import { Operators } from './operators.js';
import { Passwords, type CheckedAccount } from './passwords.js';

export const lastOwnerOfOthers = defineError(
  'identity.last_owner',
  'conflict',
  'You are the last owner of an organization with other members',
);
export const lastOperator = defineError(
  'identity.last_operator',
  'conflict',
  'You are the last operator of the installation',
);

/** Ends accounts at the wish of their users. */
@Injectable()
export class AccountClosing {
  constructor(
    private readonly passwords: Passwords,
    private readonly endings: AccountEndings,
    private readonly ownership: Ownership,
    private readonly operators: Operators,
  ) {}

  /**
   * Ends the account at the wish of its user; needs a transaction.
   * @throws DomainError `identity.last_owner`, `identity.last_operator`, `identity.wrong_password`
   */
  async close(account: CheckedAccount | null): Promise<void> {
    const { id } = await this.passwords.lock(account);
    const orphans = await this.ownership.soleAmongOthers(id);
    if (orphans.length > 0)
      throw lastOwnerOfOthers({
        detail: `Transfer the ownership of these organizations first, or remove their other members: ${orphans.join(', ')}.`,
      });
    await this.assertNotLastOperator(id);
    await this.endings.end(id);
  }

  private async assertNotLastOperator(userId: string): Promise<void> {
    if (await this.operators.isLast(userId))
      throw lastOperator({ detail: 'Make another user with a verified email address an operator first.' });
  }
}

@Injectable()
export class ClosePreparation implements Preparation<CloseAccount, CheckedAccount | null> {
  constructor(private readonly passwords: Passwords) {}

  prepare({ password }: CloseAccount): Promise<CheckedAccount | null> {
    return this.passwords.findOwn(password);
  }
}
