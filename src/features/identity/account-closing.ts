import { defineError, InjectStore, readInput, type Store } from '@keelson/kernel';
import { Turns } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { Members, Ownership } from '../organizations/index.js';
import { Addresses } from './addresses.js';
import { Devices } from './devices/devices.js';
import { SignIns } from './history/sign-ins.js';
import { CloseAccount } from './my-account.input.js';
import { Operators } from './operators.js';
import { Passwords, type CheckedAccount } from './passwords.js';
import { Preparing } from './prepared.js';
import { User } from './user.entity.js';

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

/** What is left of the name of somebody who has closed their account. */
const formerName = 'Former member';

/** Ends accounts at the wish of their users. */
@Injectable()
export class AccountClosing {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly passwords: Passwords,
    private readonly addresses: Addresses,
    private readonly members: Members,
    private readonly ownership: Ownership,
    private readonly operators: Operators,
    private readonly devices: Devices,
    private readonly signIns: SignIns,
    private readonly turns: Turns,
  ) {}

  /**
   * Ends the account with all that it can do, and erases name, address and past sign-ins; needs a transaction. Its id stays,
   * for what it has done.
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
    await this.members.update({ userId: id, name: formerName, email: formerAddress(id) });
    await this.addresses.end(id);
    const [user] = (await this.users.lock([id])) as [User];
    await this.users.save(
      Object.assign(user, { name: formerName, email: formerAddress(id), locale: null, timeZone: null }),
    );
    await this.devices.forgetAll(id);
    await this.signIns.forgetAll(id);
  }

  private async assertNotLastOperator(userId: string): Promise<void> {
    if (!(await this.operators.includes(userId))) return;
    await this.turns.take('operators');
    if ((await this.operators.list()).length <= 1)
      throw lastOperator({ detail: 'Make another user an operator first.' });
  }
}

/** No mail reaches it (RFC 2606, section 2). */
function formerAddress(id: string): string {
  return `${id}@closed.invalid`;
}

@Injectable()
export class CloseInterceptor extends Preparing<CheckedAccount | null> {
  constructor(private readonly passwords: Passwords) {
    super();
  }

  protected override prepare(body: unknown): Promise<CheckedAccount | null> {
    return this.passwords.findOwn(readInput(CloseAccount, body).password);
  }
}
