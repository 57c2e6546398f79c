import { observeStatements } from '@keelson/sql';
import type { Answer, Inquiry, SentStatement, Subject } from '@keelson/conformance';
import { AsyncLocalStorage } from 'node:async_hooks';
import { InvitationsSettings, MembersSettings } from '@keelson/organizations';
import { startApplication, type StartOptions, type TestApp } from '../application.js';
import type { Root } from '../migrated-database.js';
import { SqlDatabase } from '@keelson/sql/ports';
import { withMovableClock, type MovableDatabase } from '../movable-database.js';
import { openSql, type Engine, type TestServers } from '../servers/index.js';
import { People } from './people.js';
import { replacePassword } from './replace-password.js';

/** What the request that is being answered has sent, and what the gateway has refused to send for it. */
const heard = new AsyncLocalStorage<Told>();

interface Told {
  readonly statements: SentStatement[];
  readonly refusals: string[];
  readonly progress: (() => void) | undefined;
}

const listener = (progress?: () => void): Told => ({ statements: [], refusals: [], progress });

/** How {@link startSubject} starts an application differently. */
export type SubjectOptions = Omit<StartOptions, 'engine' | 'servers' | 'heard'>;

/**
 * An application as the conformance kit judges it, on a database of its own. Its people are those of `@keelson/identity`,
 * which the application has to import.
 * @throws as `startApplication`
 */
export async function startSubject(
  root: Root,
  engine: Engine,
  servers: TestServers,
  options: SubjectOptions = {},
): Promise<Subject> {
  const app = await startApplication(root, {
    ...options,
    engine,
    servers,
    override: (builder) => withMovableClock(options.override?.(builder) ?? builder),
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
      // A run on a busy machine takes longer than a token lives; 401 would then be the answer to everything.
      ACCESS_TOKEN_SECONDS: '3600',
      API_KEYS_PER_ORGANIZATION: '1000000',
      API_KEYS_PER_MEMBER: '1000000',
      // What works in the background would change rows while they are compared.
      ROLE: 'api',
      ...options.environment,
    },
  });
  const sql = await openSql(engine, app.databaseUrl);
  observeStatements(
    (text, values, composed) => {
      const told = heard.getStore();
      told?.statements.push({ text, values: [...values], composed });
      told?.progress?.();
    },
    (reason) => void heard.getStore()?.refusals.push(reason),
  );
  const people = new People(app);
  return {
    application: app.nest,
    engine,
    send: (inquiry, progress) => send(app, inquiry, progress),
    overhear: async (work, progress) => {
      const told = listener(progress);
      const outcome = await heard.run(told, work);
      return { outcome, statements: told.statements, refusals: told.refusals };
    },
    openOrganization: () => people.openOrganization(),
    openUnproven: () => people.openOrganization({ isProven: false }),
    serviceAccount: (host, permissions) => people.serviceAccount(host, permissions),
    replacePassword: (person, how) => replacePassword(app, person, how),
    stop: (organizationId, how) => people.stop(organizationId, how),
    join: (host, permissions) => people.join(host, permissions),
    operator: (permissions) => people.operator(permissions),
    key: (person, permissions) => people.key(person, permissions),
    withdraw: (person) => people.withdraw(person),
    worthless: (person, how) => people.worthless(person, how),
    moveClock: (seconds) => (app.get(SqlDatabase) as MovableDatabase).moveClock(seconds),
    signInAgain: (person) => people.signInAgain(person),
    sql: (text, values = []) => sql.query(text, values) as Promise<Record<string, unknown>[]>,
    close: async () => {
      observeStatements(null);
      await sql.end();
      await app.close();
    },
  };
}

async function send(
  app: TestApp,
  { method, url, person, headers, body }: Inquiry,
  progress?: () => void,
): Promise<Answer> {
  const told = listener(progress);
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
