import {
  asOrganization,
  Caller,
  FeatureRegistry,
  installationScope,
  Stores,
  withContext,
} from '@keelson/kernel';
import { Database, readScope, storedScope } from '@keelson/sql';
import type { Person } from '@keelson/conformance';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { clockTolerance } from '@keelson/access/ports';
import { Accounts, Operators } from '@keelson/identity';
import { AccessTokens, IdentityAuthority, noPassword, Sessions, type Session } from '@keelson/identity/ports';
import {
  Member,
  Members,
  Role,
  type GivenRole,
  Roles,
  type Person as KnownPerson,
} from '@keelson/organizations';
import type { TestApp } from '../application.js';

/** Where the rows of the installation itself stand. */
const installationId = storedScope(installationScope);

/** Makes people past the routes of sign-up and sign-in: the kit needs many, and has no password to guess. */
export class People {
  /** What roles allow that no organization could make: they contain what only owners hold. */
  private readonly unmakable = new Map<string, ReadonlySet<string>>();
  /** What an operator holds, where it is not all that operators have. */
  private readonly limits = new Map<string, ReadonlySet<string>>();

  constructor(private readonly app: TestApp) {
    const roles = app.get(Roles);
    const allowed = roles.permissionsOf.bind(roles);
    roles.permissionsOf = async (member) =>
      this.unmakable.get(member.roleId ?? '') ?? (await allowed(member));
    const authority = app.get(IdentityAuthority);
    const usual = authority.operatorOf.bind(authority);
    authority.operatorOf = async (claims) => {
      const caller = await usual(claims);
      const limit = this.limits.get(claims.sub);
      return caller && limit ? Caller.operator(caller.userId, limit, caller.sessionId) : caller;
    };
  }

  async operator(permissions: readonly string[] | null): Promise<Person> {
    const userId = await withContext({ operation: 'test:grant' }, () =>
      this.app.get(Database).transaction(async () => {
        const { userId: id } = await this.newPerson();
        await this.app.get(Operators).grant(id);
        return id;
      }),
    );
    if (permissions) this.limits.set(userId, new Set(permissions));
    const { token } = await this.signedIn(userId, installationId);
    return { title: 'an operator', userId, organizationId: installationId, token };
  }

  private async newPerson(): Promise<KnownPerson> {
    const email = `u${randomBytes(6).toString('hex')}@example.com`;
    const account = { email, name: 'Ada', passwordHash: noPassword, isProven: true };
    const { id: userId } = await this.app.get(Accounts).make(account);
    return { userId, name: 'Ada', email };
  }

  /** A role of the organization with these permissions and no other. */
  private async roleOf(organizationId: string, permissions: readonly string[]): Promise<GivenRole> {
    const name = `Role ${randomBytes(6).toString('hex')}`;
    const { id } = await asOrganization(organizationId, () =>
      this.app
        .get(Stores)
        .of(Role)
        .insert({ name, permissions: [...permissions] }),
    );
    const { grantablePermissions } = this.app.get(FeatureRegistry);
    if (permissions.some((one) => !grantablePermissions.has(one)))
      this.unmakable.set(id, new Set(permissions));
    return { role: 'custom', roleId: id };
  }

  async openOrganization(how: { readonly isProven?: boolean } = {}): Promise<Person> {
    const { token, userId, organizationId, email } = await this.app.signUp(how);
    const [member] = await this.app.get(Members).of(userId);
    const memberId = member && { memberId: member.id };
    return { title: 'the owner', userId, organizationId, email, token, ...memberId };
  }

  async join(host: Person, permissions: readonly string[]): Promise<Person> {
    const { userId, email, memberId } = await this.app.get(Database).transaction(async () => {
      const person = await this.newPerson();
      const given = await this.roleOf(host.organizationId, permissions);
      const { id } = await this.app.get(Members).add(host.organizationId, person, given);
      return { ...person, memberId: id };
    });
    const title = `a member ${permissions.length === 0 ? 'without permissions' : `with ${permissions.length > 3 ? `${permissions.length} permissions` : permissions.join(' and ')}`}`;
    const { organizationId } = host;
    const { token } = await this.signedIn(userId, organizationId);
    return { title, userId, memberId, email, organizationId, token };
  }

  /** By the route: the feature may be gone. */
  async key(person: Person, permissions: readonly string[] | null): Promise<Person | null> {
    const body = { name: 'Key', permissions };
    const { status, json, text } = await this.app.http('POST', '/v1/api-keys', { token: person.token, body });
    if (status === 404) return null;
    if (status !== 201) throw new Error(`The API key could not be created: ${status} ${text}`);
    return { ...person, title: `an API key of ${person.title}`, token: String(json.key) };
  }

  async serviceAccount(host: Person, permissions: readonly string[]): Promise<Person | null> {
    const given = await this.app
      .get(Database)
      .transaction(() => this.roleOf(host.organizationId, permissions));
    const account = await this.app.http('POST', '/v1/members', {
      token: host.token,
      body: { name: 'Program', ...given },
    });
    if (account.status !== 201) return null;
    const memberId = String(account.json.id);
    const { status, json } = await this.app.http('POST', '/v1/api-keys', {
      token: host.token,
      body: { name: 'Key', memberId, permissions: null },
    });
    if (status !== 201) return null;
    const { organizationId } = host;
    return {
      title: 'a service account',
      userId: memberId,
      memberId,
      organizationId,
      token: String(json.key),
    };
  }

  async stop(organizationId: string, how: 'suspended' | 'closed'): Promise<() => Promise<void>> {
    const { token } = await this.operator(null);
    const move = async (verb: string, body?: object) => {
      const url = `/v1/installation/organizations/${organizationId}/${verb}`;
      const { status, text } = await this.app.http('POST', url, { token, body });
      if (status !== 200)
        throw new Error(`The organization could not be suspended, closed or resumed: ${status} ${text}`);
    };
    await move(how === 'closed' ? 'close' : 'suspend', { reason: 'Requested by the conformance kit.' });
    return () => move('resume');
  }

  async signInAgain(person: Person): Promise<Person> {
    const { token } = await this.signedIn(person.userId, person.organizationId);
    return { ...person, token };
  }

  async withdraw({ organizationId, memberId = '' }: Person): Promise<void> {
    await asOrganization(organizationId, () =>
      this.app.get(Database).transaction(async () => {
        const store = this.app.get(Stores).of(Member);
        const [member] = (await store.lock([memberId])) as [Member];
        member.give({ role: 'custom' });
        await store.save(member);
        await this.app.get(Members).changed(member);
      }),
    );
  }

  async worthless(person: Person, how: 'expired' | 'forged' | 'revoked'): Promise<Person> {
    const { session, token } = await this.signedIn(person.userId, person.organizationId, how === 'expired');
    const good = { ...person, title: `${person.title}, ${how}`, token };
    // Each is used once while it is good: what is remembered of it must not make it live on.
    const own = person.organizationId === installationId ? '/v1/installation/operators' : '/v1/me';
    const first = await this.app.http('GET', own, { token });
    if (first.status !== 200)
      throw new Error(`The first request with a new token returned ${first.status}: ${first.text}`);
    if (how === 'expired')
      await pause(Math.max(0, expiryOf(token) + clockTolerance * 1_000 - Date.now()) + 20);
    if (how === 'revoked')
      await this.app
        .get(Database)
        .transaction(() => this.app.get(Sessions).end(session.id, person.userId, 'signed-out'));
    return how === 'forged' ? { ...good, token: forged(token) } : good;
  }

  private async signedIn(
    userId: string,
    organizationId: string,
    isBrief = false,
  ): Promise<{ session: Session; token: string }> {
    const { session } = await this.app
      .get(Database)
      .transaction(() =>
        this.app
          .get(Sessions)
          .open(userId, readScope(organizationId), { device: null, network: '192.0.2.1' }),
      );
    const tokens = this.app.get(AccessTokens);
    const issuer = isBrief ? Object.create(tokens, { lifetime: { value: 2 - clockTolerance } }) : tokens;
    return { session, token: await (issuer as AccessTokens).issue(session) };
  }
}

/** Milliseconds since 1970. */
function expiryOf(token: string): number {
  return (claimsOf(token) as { readonly exp: number }).exp * 1_000;
}

/** The same head and signature below a claim that was written over. */
function forged(token: string): string {
  const [head, , signature] = token.split('.');
  const written = Buffer.from(JSON.stringify({ ...claimsOf(token), exp: 4_102_444_800 })).toString(
    'base64url',
  );
  return `${head}.${written}.${signature}`;
}

function claimsOf(token: string): object {
  const [, claims = ''] = token.split('.');
  return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as object;
}
