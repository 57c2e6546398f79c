import { InjectStore, scopeOf, withContext, type OwnScope, type Store } from '@keelson/kernel';
import { OAuthError } from '@keelson/rest';
import { Database, ServerClock } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { OrganizationsService, whyStopped, type OwnOrganization } from '@keelson/organizations';
import { Accounts } from './accounts.js';
import { Addresses } from './addresses.js';
import type { Device } from './devices/device.entity.js';
import { Operators } from './operators.js';
import type { Origin } from './origin.js';
import { PasswordHashing } from './password-hashing.js';
import { RefusedSignIns } from './refused-sign-ins.js';
import { Sessions, type OpenSession } from './sessions.js';
import { SignInAttempts } from './sign-in-attempts.js';
import { wrongCredentials } from './token-error.js';
import type { PasswordGrant } from './token-request.js';
import { User } from './user.entity.js';

/** Tries of a sign-in whose account is written at the same time, such as by another sign-in that renews its hash. */
const tries = 3;

/** A session that has just begun, and the token by which its device is known from now on. */
export interface SignedIn extends OpenSession {
  readonly deviceToken: string;
}

/** Lets people in, and back in. */
@Injectable()
export class SignIn {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly organizations: OrganizationsService,
    private readonly accounts: Accounts,
    private readonly addresses: Addresses,
    private readonly operators: Operators,
    private readonly passwords: PasswordHashing,
    private readonly attempts: SignInAttempts,
    private readonly sessions: Sessions,
    private readonly database: Database,
    private readonly clock: ServerClock,
    private readonly refused: RefusedSignIns,
  ) {}

  /**
   * Opens a session for the organization that is named (or the installation), else for the user's first. The password says
   * which account of the address is meant. An unknown address, one with several accounts and a wrong password cost the same
   * statements and the same hash, and are counted alike.
   * @throws OAuthError `invalid_grant`, `invalid_scope`; DomainError `unavailable`, `rate_limited`
   */
  async byPassword(grant: PasswordGrant, from: Origin): Promise<SignedIn> {
    let known: string | null = null;
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      const accounts = await this.accounts.of(grant.email);
      known = accounts[0]?.id ?? null;
      const { user, device } = await this.attempts.make(grant, accounts, from);
      if (!user) break;
      const scope = await this.scopeOf(user.id, grant.scope, null);
      const signedIn = await this.open(user, device, grant, scope, from);
      if (signedIn) return signedIn;
    }
    this.refused.note(known, from.network);
    throw wrongCredentials();
  }

  /**
   * Goes on with a session, for the organization that is named, else for what it was for.
   * @throws OAuthError `invalid_grant`, `invalid_scope` (the refresh token stays good); DomainError `unavailable`
   */
  async byRefreshToken(refreshToken: string, named: OwnScope | null, from: Origin): Promise<OpenSession> {
    const open = await this.sessions.refresh(refreshToken, from, ({ userId, owner }) =>
      this.scopeOf(userId, named, owner),
    );
    if (!open) throw wrongCredentials();
    return open;
  }

  /** Null when the account is no longer what the password was checked against: it was reset, ended or hashed anew. */
  private async open(
    user: User,
    device: Device | null,
    { password, deviceToken }: PasswordGrant,
    scope: OwnScope,
    from: Origin,
  ): Promise<SignedIn | null> {
    const newHash = this.passwords.isOutdated(user.passwordHash) ? await this.passwords.hash(password) : null;
    return withContext({ operation: 'auth:sign-in' }, () =>
      this.database.transaction(async () => {
        const isRenewed = newHash !== null && (await this.addresses.holdAlone(user));
        const [locked] = (await this.users.lock([user.id])) as [User];
        if (locked.passwordHash !== user.passwordHash) return null;
        if (isRenewed) locked.passwordHash = newHash;
        locked.use(this.clock.now());
        await this.users.save(locked);
        const open = await this.sessions.open(user.id, scope, from);
        const known = device && { device, token: deviceToken };
        return { ...open, deviceToken: await this.attempts.succeed(open.session, known, from) };
      }),
    );
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
    const own = await this.organizations.of(userId);
    const id = wanted?.kind === 'organization' ? wanted.organizationId : null;
    const found = own.find((one) => one.id === id) ?? null;
    if (found?.status === 'active') return scopeOf(found.id);
    if (found) throw new OAuthError('invalid_scope', whyStopped(found));
    if (named !== null) throw new OAuthError('invalid_scope', 'You are not a member of that organization.');
    const [first] = own.toSorted((a, b) => rankOf(a) - rankOf(b));
    if (!first) throw new OAuthError('invalid_scope', 'You are not a member of any organization.');
    if (first.status !== 'active') throw new OAuthError('invalid_scope', whyStopped(first));
    return scopeOf(first.id);
  }
}

/** Active organizations come first, in their order. */
function rankOf({ status }: OwnOrganization): number {
  return status === 'active' ? 0 : 1;
}
