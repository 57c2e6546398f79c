import { currentScope } from '@keelson/kernel';
import { LRUCache } from 'lru-cache';
import type { CertifiedStatement } from './certified-statement.js';
import type { Dialect } from './engine.js';
import { readStatement, type Reading } from './statement-reader.js';

/** A statement that would have touched a tenant's rows without being bound to that tenant. It never reached the server. */
export class StatementRefusedError extends Error {
  override readonly name = 'StatementRefusedError';
}

/** Tables with the column that says whose a row is. */
export type TenantTables = ReadonlyMap<string, string>;

/**
 * Every statement passes here on its way to a connection, whoever sends it: the store, TypeORM, raw SQL. Independent of
 * the store's own scoping, it refuses what touches a tenant's table without binding the tenant of the present work.
 */
export class StatementGateway {
  private readonly readings = new LRUCache<string, Reading>({ max: 2_000 });

  constructor(
    private readonly dialect: Dialect,
    private readonly tables: TenantTables,
  ) {}

  /** Judges text that the store did not compose. @throws StatementRefusedError */
  admit(text: string, values: readonly unknown[] | undefined): void {
    const reading = this.reading(text);
    if (reading.kind === 'free') return;
    const scope = currentScope();
    if (scope.kind === 'installation') return;
    if (reading.kind === 'unclear')
      throw new StatementRefusedError(
        `A statement on a tenant's table was refused: ${reading.reason} Write it as one SELECT, INSERT, UPDATE or DELETE in which every tenant's table has its own "organization_id = ?" joined by AND, use the store, or wrap it in acrossOrganizations(reason, …). Statement: ${text.slice(0, 200)}`,
      );
    if (scope.kind === 'none')
      throw new StatementRefusedError(
        `A statement on ${reading.tables.join(', ')} was refused: no organization is in scope. Run it inside a request, asOrganization(id, …) or acrossOrganizations(reason, …).`,
      );
    if (this.dialect === 'mysql' && (values ?? []).some((value) => writesSql(value)))
      throw new StatementRefusedError(
        `A statement on ${reading.tables.join(', ')} was refused: one of its values is an object, which mysql2 turns into SQL of its own. Statement: ${text.slice(0, 200)}`,
      );
    for (const binding of reading.bindings) {
      const value = binding.kind === 'parameter' ? (values ?? [])[binding.position] : binding.value;
      if (value !== scope.organizationId)
        throw new StatementRefusedError(
          `A statement on ${reading.tables.join(', ')} was refused: it binds another organization than the one in scope. Statement: ${text.slice(0, 200)}`,
        );
    }
  }

  /** Compares the one value that a statement of the store binds the tenant by. @throws StatementRefusedError */
  admitCertified(certificate: CertifiedStatement, values: readonly unknown[]): void {
    if (certificate.tenantAt.length === 0 && !certificate.unbound) return;
    const scope = currentScope();
    if (scope.kind === 'installation') return;
    if (certificate.unbound || scope.kind === 'none')
      throw new StatementRefusedError(
        'A statement composed for all organizations ran outside acrossOrganizations(reason, …).',
      );
    for (const position of certificate.tenantAt)
      if (values[position] !== scope.organizationId)
        throw new StatementRefusedError(
          'A statement of the store was bound to another organization than the one in scope.',
        );
  }

  private reading(text: string): Reading {
    const known = this.readings.get(text);
    if (known) return known;
    const reading = readStatement(text, this.tables, this.dialect);
    this.readings.set(text, reading);
    return reading;
  }
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
