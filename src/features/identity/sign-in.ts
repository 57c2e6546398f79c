import { InjectStore, withContext, type Store } from '@keelson/kernel';
import { Database, OAuthError } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { Memberships } from '../organizations/index.js';
import { PasswordHashing } from './password-hashing.js';
import { Sessions, type OpenSession } from './sessions.js';
import { wrongCredentials } from './token-error.js';
import { User } from './user.entity.js';

/** Lets people in, and back in. */
@Injectable()
export class SignIn {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly memberships: Memberships,
    private readonly passwords: PasswordHashing,
    private readonly sessions: Sessions,
    private readonly database: Database,
  ) {}

  /**
   * Opens a session for the organization that is named, else for the user's first. An unknown user and a wrong password
   * cost the same statement and the same hash.
   * @throws OAuthError `invalid_grant`, `invalid_scope`; DomainError `unavailable`
   */
  async byPassword(email: string, password: string, organizationId: string | null): Promise<OpenSession> {
    const [user] = await this.users.find({ email }, { limit: 1 });
    const right = await this.passwords.verify(user?.passwordHash ?? null, password);
    if (!user || !right) throw wrongCredentials();
    const boundTo = await this.organizationFor(user.id, organizationId, null);
    const newHash = this.passwords.isOutdated(user.passwordHash) ? await this.passwords.hash(password) : null;
    return withContext({ operation: 'auth:sign-in' }, () =>
      this.database.transaction(async () => {
        if (newHash) {
          const [locked] = (await this.users.lock([user.id])) as [User];
          await this.users.save(Object.assign(locked, { passwordHash: newHash }));
        }
        return this.sessions.open(user.id, boundTo);
      }),
    );
  }

  /**
   * Goes on with a session, for the organization that is named, else for the one that it was for.
   * @throws OAuthError `invalid_grant`, `invalid_scope` (the refresh token stays good); DomainError `unavailable`
   */
  async byRefreshToken(refreshToken: string, organizationId: string | null): Promise<OpenSession> {
    const open = await this.sessions.refresh(refreshToken, ({ userId, boundTo }) =>
      this.organizationFor(userId, organizationId, boundTo),
    );
    if (!open) throw wrongCredentials();
    return open;
  }

  private async organizationFor(
    userId: string,
    named: string | null,
    before: string | null,
  ): Promise<string> {
    const ids = (await this.memberships.of(userId)).map(({ organizationId }) => organizationId);
    const wanted = named ?? before;
    if (wanted !== null && ids.includes(wanted)) return wanted;
    const [first] = ids;
    if (named !== null) throw new OAuthError('invalid_scope', 'You are no member of that organization.');
    if (!first) throw new OAuthError('invalid_scope', 'You are a member of no organization.');
    return first;
  }
}
