import { asOrganization, withContext } from '@keelson/kernel';
import { StatementRefusedError } from '@keelson/platform';
import type { DataSource } from 'typeorm';
import type { SentStatement } from '../../subject.js';
import type { Construct } from './constructs.js';

/** What stands where a part of a statement is to bind a tenant. */
export type Binding = { readonly to: string } | 'nothing';

/** How a construct is written for a table with these bindings, one a part; the last one goes for all further parts. */
export function written(
  construct: Construct,
  table: string,
  engine: 'mysql' | 'postgres',
  bindings: readonly Binding[],
): SentStatement & { readonly parts: number } {
  const values: string[] = [];
  let parts = 0;
  const next = (): string | null => {
    const binding = bindings[Math.min(parts, bindings.length - 1)];
    parts += 1;
    if (binding === undefined || binding === 'nothing') return null;
    values.push(binding.to);
    return engine === 'mysql' ? '?' : `$${values.length}`;
  };
  const bind = (alias: string): string => {
    const place = next();
    return place === null ? '1 = 1' : `${alias}.organization_id = ${place}`;
  };
  const text = construct.text(table, bind, () => next() ?? 'NULL');
  return { text, values, parts };
}

/** Sends a statement as a module would, within an organization or none. */
export async function isRefused(
  source: DataSource,
  { text, values }: SentStatement,
  organizationId: string | null,
): Promise<boolean> {
  const send = async (): Promise<boolean> => {
    try {
      await source.query(text, [...values]);
      return false;
    } catch (error) {
      // What the database itself says of it is none of the gate's business: the statement has reached it.
      return ((error as { driverError?: unknown }).driverError ?? error) instanceof StatementRefusedError;
    }
  };
  return organizationId === null
    ? withContext({ caller: null, scope: { kind: 'none' }, unit: null }, send)
    : asOrganization(organizationId, send);
}
