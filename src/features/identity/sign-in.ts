import { InjectStore, scopeOf, withContext, type OwnScope, type Store } from '@keelson/kernel';
import { Database, OAuthError } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { Members } from '../organizations/index.js';
import { Operators } from './operators.js';
import { PasswordHashing } from './password-hashing.js';
import { Sessions, type OpenSession } from './sessions.js';
import { wrongCredentials } from './token-error.js';
import { User } from './user.entity.js';

/** Lets people in, and back in. */
@Injectable()
export class SignIn {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly members: Members,
    private readonly operators: Operators,
    private readonly passwords: PasswordHashing,
    private readonly sessions: Sessions,
    private readonly database: Database,
  ) {}

  /**
   * Opens a session for the organization that is named (or the installation), else for the user's first. An unknown user and a wrong password
   * cost the same statement and the same hash.
   * @throws OAuthError `invalid_grant`, `invalid_scope`; DomainError `unavailable`
   */
  async byPassword(email: string, password: string, named: OwnScope | null): Promise<OpenSession> {
    const [user] = await this.users.find({ email }, { limit: 1 });
    const right = await this.passwords.verify(user?.passwordHash ?? null, password);
    if (!user || !right) throw wrongCredentials();
    const scope = await this.scopeOf(user.id, named, null);
    const newHash = this.passwords.isOutdated(user.passwordHash) ? await this.passwords.hash(password) : null;
    return withContext({ operation: 'auth:sign-in' }, () =>
      this.database.transaction(async () => {
        if (newHash) {
          const [locked] = (await this.users.lock([user.id])) as [User];
          await this.users.save(Object.assign(locked, { passwordHash: newHash }));
        }
        return this.sessions.open(user.id, scope);
      }),
    );
  }

  /**
   * Goes on with a session, for the organization that is named, else for what it was for.
   * @throws OAuthError `invalid_grant`, `invalid_scope` (the refresh token stays good); DomainError `unavailable`
   */
  async byRefreshToken(refreshToken: string, named: OwnScope | null): Promise<OpenSession> {
    const open = await this.sessions.refresh(refreshToken, ({ userId, owner }) =>
      this.scopeOf(userId, named, owner),
    );
    if (!open) throw wrongCredentials();
    return open;
  }

  private async scopeOf(userId: string, named: OwnScope | null, before: OwnScope | null): Promise<OwnScope> {
    const wanted = named ?? before;
    const isOperators = wanted?.kind === 'installation';
    // From the password on a session is of one kind: whoever steals a refresh token must not make more of it.
    if (before !== null && isOperators !== (before.kind === 'installation'))
      throw new OAuthError(
        'invalid_scope',
        'A refresh token cannot be used to switch between operator and organization tokens. Sign in with the password.',
      );
    if (isOperators && (await this.operators.includes(userId))) return wanted;
    if (isOperators) throw new OAuthError('invalid_scope', 'You are not an operator of this installation.');
    const ids = (await this.members.of(userId)).map(({ organizationId }) => organizationId);
    if (wanted?.kind === 'organization' && ids.includes(wanted.organizationId)) return wanted;
    const [first] = ids;
    if (named !== null) throw new OAuthError('invalid_scope', 'You are not a member of that organization.');
    if (!first) throw new OAuthError('invalid_scope', 'You are not a member of any organization.');
    return scopeOf(first);
  }
}
