import { InjectStore, scopeOf, withContext, type OwnScope, type Store } from '@keelson/kernel';
import { Database, OAuthError } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { Members } from '../organizations/index.js';
import type { Device } from './devices/device.entity.js';
import { Devices } from './devices/devices.js';
import { AccountNotices } from './history/account-notices.js';
import { SignIns } from './history/sign-ins.js';
import { Operators } from './operators.js';
import type { Origin } from './origin.js';
import { PasswordCheck } from './password-check.js';
import { PasswordHashing } from './password-hashing.js';
import type { Session } from './session.entity.js';
import { Sessions, type OpenSession } from './sessions.js';
import { wrongCredentials } from './token-error.js';
import type { PasswordGrant } from './token-request.js';
import { addressKey, User } from './user.entity.js';

/** A session that has just begun, and the token by which its device is known from now on. */
export interface SignedIn extends OpenSession {
  readonly deviceToken: string;
}

/** Lets people in, and back in. */
@Injectable()
export class SignIn {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly members: Members,
    private readonly operators: Operators,
    private readonly passwords: PasswordHashing,
    private readonly check: PasswordCheck,
    private readonly devices: Devices,
    private readonly signIns: SignIns,
    private readonly notices: AccountNotices,
    private readonly sessions: Sessions,
    private readonly database: Database,
  ) {}

  /**
   * Opens a session for the organization that is named (or the installation), else for the user's first. An unknown user and a wrong password
   * cost the same statements and the same hash, and are counted alike.
   * @throws OAuthError `invalid_grant`, `invalid_scope`; DomainError `unavailable`, `rate_limited`
   */
  async byPassword(
    { email, password, scope: named, deviceToken }: PasswordGrant,
    from: Origin,
  ): Promise<SignedIn> {
    const [[user], device] = await Promise.all([
      this.users.find({ emailKey: addressKey(email) }, { limit: 1 }),
      this.devices.find(deviceToken),
    ]);
    const known = device !== null && device.userId === user?.id ? device : null;
    const right = await this.check.isRight(
      password,
      user?.passwordHash ?? null,
      email,
      known ? { kind: 'device', id: known.id } : { kind: 'network', network: from.network },
      (isLockOut) => user && this.signIns.refused(user.id, from, isLockOut),
    );
    if (!user || !right) throw wrongCredentials();
    const scope = await this.scopeOf(user.id, named, null);
    const newHash = this.passwords.isOutdated(user.passwordHash) ? await this.passwords.hash(password) : null;
    return withContext({ operation: 'auth:sign-in' }, () =>
      this.database.transaction(async () => {
        if (newHash) {
          const [locked] = (await this.users.lock([user.id])) as [User];
          await this.users.save(Object.assign(locked, { passwordHash: newHash }));
        }
        const open = await this.sessions.open(user.id, scope, from);
        return { ...open, deviceToken: await this.deviceOf(user.id, known, deviceToken, open.session, from) };
      }),
    );
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

  /** The token by which the device is known from now on. */
  private async deviceOf(
    userId: string,
    known: Device | null,
    token: string | null,
    session: Session,
    from: Origin,
  ): Promise<string> {
    const isUnusual = !known && (await this.signIns.isUnusual(userId, from));
    await this.signIns.succeeded(userId, from);
    if (isUnusual) await this.notices.send(userId, 'new-device', session.id);
    if (!known || token === null) return this.devices.add(userId);
    await this.devices.use(known);
    return token;
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
