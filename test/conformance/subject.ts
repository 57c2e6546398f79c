import {
  asOrganization,
  Caller,
  FeatureRegistry,
  installationScope,
  Stores,
  withContext,
} from '@keelson/kernel';
import { Database, observeStatements, readScope, storedScope } from '@keelson/platform';
import type { Answer, Inquiry, Person, SentStatement, Subject } from '@keelson/conformance';
import jwt from 'jsonwebtoken';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { clockTolerance } from '../../libs/platform/src/access/jwt.strategy.js';
import { AccessTokens } from '../../src/features/identity/access-tokens.js';
import { IdentityAuthority } from '../../src/features/identity/identity-authority.js';
import { Accounts, Operators } from '../../src/features/identity/index.js';
import type { Session } from '../../src/features/identity/session.entity.js';
import { Sessions } from '../../src/features/identity/sessions.js';
import { noPassword } from '../../src/features/identity/user.entity.js';
import {
  InvitationsSettings,
  Member,
  Members,
  MembersSettings,
  Role,
  type GivenRole,
  Roles,
  type Person as KnownPerson,
} from '../../src/features/organizations/index.js';
import { startApplication, type StartOptions, type TestApp } from '../support/application.js';
import type { Engine, TestServers } from '../support/servers/index.js';
import { openSql } from '../support/sql-session.js';

/** Where the rows of the installation itself stand. */
const installationId = storedScope(installationScope);

/** What the request that is being answered has sent, and what the gateway has refused to send for it. */
const heard = new AsyncLocalStorage<{ statements: SentStatement[]; refusals: string[] }>();

/** This application under judgment, with more modules where a test brings some. */
export async function startSubject(
  engine: Engine,
  servers: TestServers,
  options: StartOptions = {},
): Promise<Subject> {
  const app = await startApplication(engine, servers, {
    ...options,
    // The kit makes as many as it needs.
    change: (settings) =>
      (options.change?.(settings) ?? settings)
        .with(MembersSettings, {
          mostMembers: 1_000_000,
          mostServiceAccounts: 1_000_000,
          mostRoles: 1_000_000,
        })
        .with(InvitationsSettings, {
          mostOpen: 1_000_000,
          mostPerHour: 1_000_000,
          mostPerAddress: 1_000_000,
        }),
    environment: {
      SIGN_IN_LIMIT_PER_MINUTE: '100000',
      RATE_LIMIT_PER_MINUTE: '1000000',
      API_KEYS_PER_ORGANIZATION: '1000000',
      API_KEYS_PER_MEMBER: '1000000',
      // What works in the background would change rows while they are compared.
      ROLE: 'api',
      ...options.environment,
    },
  });
  const sql = await openSql(engine, app.databaseUrl);
  observeStatements(
    (text, values, composed) =>
      void heard.getStore()?.statements.push({ text, values: [...values], composed }),
    (reason) => void heard.getStore()?.refusals.push(reason),
  );
  const people = new People(app);
  return {
    application: app.nest,
    engine,
    send: (inquiry) => send(app, inquiry),
    overhear: async (work) => {
      const told = { statements: [] as SentStatement[], refusals: [] as string[] };
      const outcome = await heard.run(told, work);
      return { outcome, ...told };
    },
    openOrganization: () => people.openOrganization(),
    join: (host, permissions) => people.join(host, permissions),
    operator: (permissions) => people.operator(permissions),
    key: (person, permissions) => people.key(person, permissions),
    withdraw: (person) => people.withdraw(person),
    worthless: (person, how) => people.worthless(person, how),
    sql: (text, values = []) => sql.query(text, values) as Promise<Record<string, unknown>[]>,
    close: async () => {
      observeStatements(null);
      await sql.end();
      await app.close();
    },
  };
}

async function send(app: TestApp, { method, url, person, headers, body }: Inquiry): Promise<Answer> {
  const told = { statements: [] as SentStatement[], refusals: [] as string[] };
  const answer = await heard.run(told, () =>
    app.http(method, url, {
      ...(person && { token: person.token }),
      ...(body !== undefined && { body }),
      ...(headers && { headers }),
    }),
  );
  // What goes on after the answer is no part of it.
  const [statements, refusals] = [[...told.statements], [...told.refusals]];
  return { ...answer, json: answer.json as unknown, statements, refusals };
}

/** Makes people past the routes of sign-up and sign-in: the kit needs many, and has no password to guess. */
class People {
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

  async openOrganization(): Promise<Person> {
    const { token, userId, organizationId } = await this.app.signUp();
    const [member] = await this.app.get(Members).of(userId);
    return { title: 'the owner', userId, organizationId, token, ...(member && { memberId: member.id }) };
  }

  async join(host: Person, permissions: readonly string[]): Promise<Person> {
    const { userId, memberId } = await this.app.get(Database).transaction(async () => {
      const person = await this.newPerson();
      const given = await this.roleOf(host.organizationId, permissions);
      const { id } = await this.app.get(Members).add(host.organizationId, person, given);
      return { userId: person.userId, memberId: id };
    });
    const title = `a member ${permissions.length === 0 ? 'without permissions' : `with ${permissions.length > 3 ? `${permissions.length} permissions` : permissions.join(' and ')}`}`;
    const { organizationId } = host;
    const { token } = await this.signedIn(userId, organizationId);
    return { title, userId, memberId, organizationId, token };
  }

  /** By the route: the feature may be gone. */
  async key(person: Person, permissions: readonly string[] | null): Promise<Person | null> {
    const body = { name: 'Key', permissions };
    const { status, json, text } = await this.app.http('POST', '/v1/api-keys', { token: person.token, body });
    if (status === 404) return null;
    if (status !== 201) throw new Error(`No API key was made: ${status} ${text}`);
    return { ...person, title: `an API key of ${person.title}`, token: String(json.key) };
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
      throw new Error(`A request with a new token returned ${first.status}: ${first.text}`);
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
  return ((jwt.decode(token) as { exp: number }).exp ?? 0) * 1_000;
}

/** The same head and signature below a claim that was written over. */
function forged(token: string): string {
  const [head, claims = '', signature] = token.split('.');
  const read = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as object;
  const written = Buffer.from(JSON.stringify({ ...read, exp: 4_102_444_800 })).toString('base64url');
  return `${head}.${written}.${signature}`;
}
