import { currentOrganizationId, validationFailed } from '@keelson/kernel';
import type { Bindable, Database } from '@keelson/platform';

/** Where somebody who writes a list by hand can go wrong. */
export interface HandWritten {
  readonly table: string;
  /** How `lte` compares. */
  readonly lte?: '<' | '<=';
  /** Whether the id breaks ties of the sort. */
  readonly tied?: boolean;
  /** Pages by counting rows instead of by the last one. */
  readonly offset?: boolean;
}

interface Row {
  readonly id: string;
  readonly quantity: number;
  readonly version: number;
}

const comparisons: Readonly<Record<string, string>> = { eq: '=', gte: '>=', lte: '<=' };

/**
 * A list as somebody writes it instead of taking the kernel's: by quantity, filtered by it, of rows with a name. With
 * everything in order it would still lack `fields`, `in` and more; the twins take the kernel's.
 */
export async function listByHand(
  database: Database,
  query: Readonly<Record<string, string>>,
  { table, lte = '<=', tied = true, offset = false }: HandWritten,
): Promise<object> {
  const limit = Number(query['limit'] ?? 50);
  const descending = (query['sort'] ?? '-quantity') === '-quantity';
  const after = query['cursor'] === undefined ? null : positionOf(query['cursor']);
  const conditions = ['organization_id = ?'];
  const values: Bindable[] = [currentOrganizationId()];
  for (const [name, value] of Object.entries(query)) {
    const [, operator = 'eq'] = /^filter\[quantity\](?:\[(\w+)\])?$/.exec(name) ?? [null, null];
    if (operator === null) continue;
    conditions.push(`quantity ${operator === 'lte' ? lte : (comparisons[operator] ?? '=')} ?`);
    values.push(Number(value));
  }
  const beyond = descending ? '<' : '>';
  if (after && !offset) {
    conditions.push(
      tied ? `(quantity ${beyond} ? OR (quantity = ? AND id ${beyond} ?))` : `quantity ${beyond} ?`,
    );
    values.push(...(tied ? [after.quantity, after.quantity, after.id] : [after.quantity]));
  }
  const direction = descending ? 'DESC' : 'ASC';
  const order = tied ? `quantity ${direction}, id ${direction}` : `quantity ${direction}`;
  const skipped = offset && after ? ` OFFSET ${after.quantity}` : '';
  const rows = await database.read<Row>(
    `SELECT id, name, quantity, version FROM ${table} WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${limit + 1}${skipped}`,
    values,
  );
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  if (!last || rows.length <= limit) return { data, page: { next: null, limit } };
  const next = offset ? { quantity: (after?.quantity ?? 0) + limit, id: '' } : last;
  return { data, page: { next: cursorOf(next), limit } };
}

function cursorOf({ quantity, id }: Pick<Row, 'quantity' | 'id'>): string {
  return Buffer.from(`${quantity} ${id}`).toString('base64url');
}

function positionOf(cursor: string): Pick<Row, 'quantity' | 'id'> {
  const [, quantity, id = ''] =
    /^(\d+) ([0-9a-f-]*)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (quantity === undefined)
    throw validationFailed({ errors: [{ parameter: 'cursor', detail: 'is not a cursor of this list' }] });
  return { quantity: Number(quantity), id };
}
