import {
  currentScope,
  installationScope,
  maybeContext,
  type ConcreteType,
  type OperatedRows,
  type Scope,
} from '@keelson/kernel';
import { LRUCache } from 'lru-cache';
import { operatedOn, type CertifiedStatement, type TenantPlaces } from './certified-statement.js';
import type { Dialect } from './engine.js';
import { tableNameOf } from './entity-schema.js';
import { readMysql } from './reading/mysql-reader.js';
import { loadPostgresReader } from './reading/postgres-reader.js';
import type { KnownTables, Reader, Reading } from './reading/reading.js';
import { controlsTransaction } from './reading/transaction-control.js';
import { writtenProtectedTable } from './protected-table.js';
import type { ScopeCrossings } from './scope-crossings.js';
import { tellRefusal } from './statement-observer.js';
import { counter } from '@keelson/runtime/ports';
import { boundId, storedScope } from './stored-scope.js';

const refusedStatements = counter({
  name: 'keelson_statements_refused_total',
  help: 'Statements refused by the gateway. Each one indicates a bug in the application.',
});

/** A statement that would have touched a tenant's rows without being bound to that tenant. It never reached the server. */
export class StatementRefusedError extends Error {
  override readonly name = 'StatementRefusedError';
}

const howTo =
  'Use the store, wrap the call in acrossOrganizations(reason, …), or write a SELECT, INSERT, UPDATE or DELETE that has a separate "organization_id = ?" for each tenant table, including those in subqueries, combined with AND.';

/** What drivers and health checks ask: not worth loading a grammar for. */
const harmless: ReadonlySet<string> = new Set([
  'SELECT 1',
  'SELECT 1 AS answer',
  'SELECT version()',
  'SELECT VERSION() AS `version`',
  'SELECT * FROM current_schema()',
  'SELECT DATABASE() AS `db_name`',
  'SHOW server_version',
]);

/**
 * Every statement passes here on its way to a connection, whoever sends it: the store, TypeORM, raw SQL. Independent of
 * the store's own scoping, it refuses what touches a tenant's table without binding the tenant of the present work.
 */
export class StatementGateway {
  private readonly readings = new LRUCache<string, Reading>({
    max: 2_000,
    // In characters of text and places of bindings, so that long lists of values can not fill the memory.
    maxSize: 4_000_000,
    sizeCalculation: (reading, text) =>
      1 + text.length + (reading.kind === 'bound' ? 50 * reading.bindings.length : 0),
  });
  private reader: Reader | null;
  private loading: Promise<void> | null = null;

  constructor(
    private readonly dialect: Dialect,
    private readonly tables: KnownTables,
    private readonly crossings: ScopeCrossings,
  ) {
    this.reader = dialect === 'mysql' ? readMysql : null;
  }

  /**
   * What has to happen before {@link admit} can judge this text: PostgreSQL's grammar is loaded when the first text comes
   * that needs it, and never at start-up.
   */
  preparation(text: string): Promise<void> | null {
    if (this.reader !== null || currentScope().kind === 'across' || this.known(text)) return null;
    this.loading ??= loadPostgresReader().then(
      (reader) => void (this.reader = reader),
      (error: unknown) => {
        this.loading = null;
        throw refused('Statements cannot be parsed: the PostgreSQL grammar failed to load.', {
          cause: error,
        });
      },
    );
    return this.loading;
  }

  /** Judges text that the store did not compose. @throws StatementRefusedError */
  admit(text: string, values: readonly unknown[] | undefined): void {
    const scope = currentScope();
    if (scope.kind === 'across') {
      this.refuseProtected(text);
      this.crossings.note(scope);
      return;
    }
    const reading = this.known(text) ?? this.read(text);
    if (reading.kind === 'free') return;
    if (reading.kind === 'unclear')
      throw refused(`A statement was refused: ${reading.reason} ${howTo} Statement: ${text.slice(0, 200)}`);
    this.compare(reading, scope, text, values ?? []);
  }

  /** Compares the one value that a statement of the store binds the tenant by. @throws StatementRefusedError */
  admitCertified({ tenantAt }: CertifiedStatement, values: readonly unknown[]): void {
    if (tenantAt.length === 0) return;
    const scope = currentScope();
    if (scope.kind === 'across') {
      this.crossings.note(scope);
      return;
    }
    if (scope.kind === 'operated') this.crossings.note(scope);
    if (tenantAt === operatedTable(scope)) return;
    const bound = scope.kind === 'operated' ? ownOf(scope.rows) : boundId(scope);
    if (typeof tenantAt === 'string' || bound === null)
      throw refused('A statement composed for all organizations ran outside acrossOrganizations(reason, …).');
    for (const position of tenantAt)
      if (values[position] !== bound)
        throw refused(
          'A statement of the store was bound to a different organization from the one in scope.',
        );
  }

  private compare(
    { tables, bindings }: Reading & { kind: 'bound' },
    scope: Scope,
    text: string,
    values: readonly unknown[],
  ): void {
    const refuse = (reason: string): never => {
      throw refused(
        `A statement on ${[...new Set(tables)].join(', ')} was refused: ${reason} Statement: ${text.slice(0, 200)}`,
      );
    };
    const bound = boundId(scope);
    if (bound === null)
      return refuse(
        'no organization is in scope. Run it inside a request, asOrganization(id, …) or acrossOrganizations(reason, …).',
      );
    if (this.dialect === 'mysql' && values.some((value) => writesSql(value)))
      refuse('one of its values is an object, which mysql2 would turn into SQL; pass text or JSON.');
    for (const binding of bindings) {
      const value = binding.kind === 'parameter' ? values[binding.position] : binding.value;
      if (value !== bound)
        refuse(
          'it binds a different organization from the one in scope. Bind currentOrganizationId(), or switch with asOrganization(id, …).',
        );
    }
  }

  private known(text: string): Reading | undefined {
    return this.readings.get(text) ?? (harmless.has(text) || controlsTransaction(text) ? free : undefined);
  }

  /** Migrations change every table, and know none. */
  private refuseProtected(text: string): void {
    const name = this.tables.tenants.size > 0 ? writtenProtectedTable(text) : null;
    if (name !== null)
      throw refused(
        `A statement that could write to ${name} was refused: only the code that owns this table can write to it. To read it, begin with SELECT. Statement: ${text.slice(0, 200)}`,
      );
  }

  private read(text: string): Reading {
    this.refuseProtected(text);
    if (!this.reader) throw refused('The PostgreSQL grammar is not loaded yet.');
    const reading = this.reader(text, this.tables);
    this.readings.set(text, reading);
    return reading;
  }
}

const free: Reading = { kind: 'free' };

/** What statements are certified by that an operator's work sends for rows of all organizations; only of its own table. */
function operatedTable(scope: Scope): TenantPlaces | null {
  if (scope.kind !== 'operated' || scope.rows.reach !== 'all' || !isOperator()) return null;
  return operatedOn(tableNameOf(scope.rows.entity as ConcreteType));
}

/** The one owner whose rows an operator's work reaches, if it is one. */
function ownOf({ reach }: OperatedRows): string | null {
  return reach === 'installation' && isOperator() ? storedScope(installationScope) : null;
}

function isOperator(): boolean {
  return maybeContext()?.caller?.isOperator === true;
}

function refused(message: string, options?: ErrorOptions): StatementRefusedError {
  refusedStatements.inc();
  tellRefusal(message);
  return new StatementRefusedError(message, options);
}

/** mysql2 writes a plain object as assignments, and arrays and objects with toSqlString as they please. */
function writesSql(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Date) &&
    !Buffer.isBuffer(value) &&
    !(Array.isArray(value) && !value.some((one) => writesSql(one)))
  );
}
