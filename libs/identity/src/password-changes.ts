import { currentCaller, InjectStore, type Preparation, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { AccountNotices } from './history/account-notices.js';
import { ChangePassword } from './my-account.input.js';
import { PasswordHashing } from './password-hashing.js';
import { PasswordPolicy } from './password-policy.js';
import { Passwords, type CheckedAccount } from './passwords.js';
import { Sessions } from './sessions.js';
import { noPassword, User } from './user.entity.js';

/** An account by its present password, and the hash of the new one. */
export interface CheckedChange {
  /** Null when it was wrong. */
  readonly account: CheckedAccount | null;
  readonly newHash: string;
}

/** Changes of a password by who knows it. */
@Injectable()
export class PasswordChanges {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly passwords: Passwords,
    private readonly hashing: PasswordHashing,
    private readonly policy: PasswordPolicy,
    private readonly sessions: Sessions,
    private readonly notices: AccountNotices,
  ) {}

  /** Outside of transactions. @throws DomainError `identity.weak_password`, `rate_limited`, `unavailable` */
  async check({ currentPassword, password }: ChangePassword): Promise<CheckedChange> {
    const account = await this.passwords.findOwn(currentPassword);
    if (!account) return { account, newHash: noPassword };
    const user = await this.users.get(account.userId);
    await this.policy.refuseWeak(password, user);
    // Beside others that claim the address, it goes on sharing their salt.
    return { account, newHash: await this.hashing.hash(password, [account.passwordHash]) };
  }

  /** Ends all other sessions, and has the user told; needs a transaction. @throws DomainError `identity.wrong_password` */
  async change({ account, newHash }: CheckedChange): Promise<void> {
    const user = await this.passwords.lock(account);
    await this.users.save(Object.assign(user, { passwordHash: newHash }));
    await this.sessions.endAll(user.id, currentCaller().sessionId);
    await this.notices.send(user.id, 'password-changed');
  }
}

@Injectable()
export class PasswordChangePreparation implements Preparation<ChangePassword, CheckedChange> {
  constructor(private readonly changes: PasswordChanges) {}

  prepare(input: ChangePassword): Promise<CheckedChange> {
    return this.changes.check(input);
  }
}
