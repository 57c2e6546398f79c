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
    return this.checkOne(await this.accounts.of(email), password);
  }

  /**
   * The caller's own account: a session that was left open, or a stolen token, must not be enough. Attempts of one session are
   * counted together, and none from elsewhere delays them. @throws DomainError `identity.wrong_password`, `rate_limited`,
   * `unavailable`
   */
  async checkOwn(password: string): Promise<CheckedAccount> {
    const { userId, sessionId } = currentCaller();
    const user = await this.users.get(userId);
    const origin = { kind: 'session', id: sessionId ?? userId } as const;
    if ((await this.guarded.match([user.passwordHash], password, user.email, origin)) < 0)
      throw wrongPassword();
    return { userId, passwordHash: user.passwordHash };
  }

  /** The account, locked; needs a transaction. @throws DomainError `identity.wrong_password` when it has changed meanwhile */
  async lock({ userId, passwordHash }: CheckedAccount): Promise<User> {
    const [user] = (await this.users.lock([userId])) as [User];
    if (user.isClosed || user.passwordHash !== passwordHash) throw wrongPassword();
    return user;
  }

  private async checkOne(users: readonly User[], password: string): Promise<CheckedAccount> {
    const place = await this.hashing.match(
      users.map(({ passwordHash }) => passwordHash),
      password,
    );
    const user = users[place];
    if (!user) throw wrongPassword();
    return { userId: user.id, passwordHash: user.passwordHash };
  }
}
