import { currentCaller, defineError, InjectStore, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Accounts } from './accounts.js';
import { PasswordCheck } from './password-check.js';
import { PasswordHashing } from './password-hashing.js';
import { User } from './user.entity.js';

export const wrongPassword = defineError(
  'identity.wrong_password',
  'unprocessable',
  'The password is incorrect',
);

/** An account whose password was right a moment ago. */
export interface CheckedAccount {
  readonly userId: string;
  /** The hash that it was checked against: another one is another password. */
  readonly passwordHash: string;
}

/** Checks passwords outside of transactions, and holds on to what was checked within them. */
@Injectable()
export class Passwords {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly accounts: Accounts,
    private readonly hashing: PasswordHashing,
    private readonly guarded: PasswordCheck,
  ) {}

  /** The account of an address that a password belongs to. @throws DomainError `identity.wrong_password`, `unavailable` */
  async check(email: string, password: string): Promise<CheckedAccount> {
    const account = await this.findOne(await this.accounts.of(email), password);
    if (!account) throw wrongPassword();
    return account;
  }

  /**
   * The caller's own account: a session that was left open, or a stolen token, must not be enough. Attempts of one session are
   * counted together, and none from elsewhere delays them. Null for a wrong password, which {@link lock} then refuses within
   * the operation: after an idempotency key was claimed. @throws DomainError `rate_limited`, `unavailable`
   */
  async findOwn(password: string): Promise<CheckedAccount | null> {
    const { userId, sessionId } = currentCaller();
    const { passwordHash, email } = await this.users.get(userId);
    const origin = { kind: 'session', id: sessionId ?? userId } as const;
    const place = await this.guarded.match({ hashes: [passwordHash], password, address: email, origin });
    return place < 0 ? null : { userId, passwordHash };
  }

  /**
   * The account, locked; needs a transaction.
   * @throws DomainError `identity.wrong_password` when there is none, or it has changed meanwhile
   */
  async lock(account: CheckedAccount | null): Promise<User> {
    if (!account) throw wrongPassword();
    const [user] = (await this.users.lock([account.userId])) as [User];
    if (user.isClosed || user.passwordHash !== account.passwordHash) throw wrongPassword();
    return user;
  }

  private async findOne(users: readonly User[], password: string): Promise<CheckedAccount | null> {
    const place = await this.hashing.match(
      users.map(({ passwordHash }) => passwordHash),
      password,
    );
    const user = users[place];
    return user ? { userId: user.id, passwordHash: user.passwordHash } : null;
  }
}
