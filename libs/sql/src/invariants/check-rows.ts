import { fieldsOf } from '@keelson/kernel';
import { TableShape, type Bindable, type Database } from '../persistence/ports.js';
import { compileInvariant, mostViolations } from './compile-invariant.js';
import {
  entitiesOf,
  inWords,
  type DeclaredInvariant,
  type Holds,
  type StoredInvariant,
} from './declaration.js';

/** A row that breaks an invariant. */
export interface StoredViolation {
  readonly invariant: string;
  readonly organizationId: string;
  readonly id: string;
  /** Null where there is nothing to compare with. */
  readonly actual: string | null;
  readonly expected: string | null;
}

export interface CheckedRows {
  readonly violations: readonly StoredViolation[];
  /** Invariants; what speaks of changes (`frozen`, `conserved`) can't be checked on rows that stand still. */
  readonly checked: number;
  readonly organizations: number;
}

/** Rows that are read at a time for an invariant in code. */
const pageSize = 500;

/**
 * Checks the rows of each organization, one statement for each invariant. Across organizations, and only by reading.
 * @param only the id of the one organization; null for all that have rows
 */
export async function checkRows(
  database: Database,
  declared: readonly DeclaredInvariant[],
  only: string | null,
): Promise<CheckedRows> {
  const violations: StoredViolation[] = [];
  const seen = new Set<string>();
  const checkable = declared.filter(isCheckable);
  for (const invariant of checkable) {
    const words = inWords(invariant);
    for (const organizationId of only === null ? await organizationsWith(database, invariant) : [only]) {
      seen.add(organizationId);
      const found = await broken(database, invariant, organizationId);
      violations.push(...found.map((one) => ({ invariant: words, organizationId, ...one })));
    }
  }
  return { violations, checked: checkable.length, organizations: seen.size };
}

type Checkable = StoredInvariant | Holds;
type Found = Pick<StoredViolation, 'id' | 'actual' | 'expected'>;

function isCheckable(invariant: DeclaredInvariant): invariant is Checkable {
  return !['frozen', 'conserved', 'touches', 'excused'].includes(invariant.kind);
}

async function organizationsWith(database: Database, invariant: Checkable): Promise<string[]> {
  const found = new Set<string>();
  for (const entity of entitiesOf(invariant)) {
    const { table } = shapeOf(database, entity);
    const rows = await database.read<{ id: string }>(`SELECT DISTINCT organization_id AS id FROM ${table}`);
    for (const { id } of rows) found.add(id);
  }
  return [...found].toSorted();
}

async function broken(database: Database, invariant: Checkable, organizationId: string): Promise<Found[]> {
  if (invariant.kind === 'holds') return brokenInCode(database, invariant, organizationId);
  const statement = compileInvariant(invariant, database.dialect);
  const rows = await database.read<Record<string, unknown>>(statement.sql, statement.values(organizationId));
  return rows.map(({ id, actual, expected }) => ({
    id: textOf(id) ?? '',
    actual: textOf(actual),
    expected: textOf(expected),
  }));
}

async function brokenInCode(
  database: Database,
  { entity, test }: Holds,
  organizationId: string,
): Promise<Found[]> {
  const shape = shapeOf(database, entity);
  const found: Found[] = [];
  for (let after = ''; found.length < mostViolations;) {
    const condition = after === '' ? '' : ' AND id > ?';
    const values: Bindable[] = after === '' ? [organizationId] : [organizationId, after];
    const rows = await database.read<Record<string, unknown>>(
      `SELECT ${shape.selection()} FROM ${shape.table} WHERE organization_id = ?${condition} ORDER BY id LIMIT ${pageSize}`,
      values,
    );
    for (const row of rows.map((one) => shape.hydrate(one)))
      if (!test(row as never)) found.push({ id: row.id, actual: null, expected: null });
    if (rows.length < pageSize) break;
    after = String(rows.at(-1)?.['id']);
  }
  return found.slice(0, mostViolations);
}

function shapeOf({ dialect }: Database, entity: Holds['entity']): TableShape {
  return new TableShape(
    { entity, tenancy: 'organization', fields: fieldsOf(entity) },
    undefined,
    dialect,
    [],
  );
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}
