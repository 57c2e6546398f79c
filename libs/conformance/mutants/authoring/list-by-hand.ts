import { currentOrganizationId, writeCursor, type ListQuery } from '@keelson/kernel';
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
  { limit, sort, descending, after, filters }: ListQuery,
  { table, lte = '<=', tied = true, offset = false }: HandWritten,
): Promise<object> {
  const conditions = ['organization_id = ?'];
  const values: Bindable[] = [currentOrganizationId()];
  for (const { operator, values: compared } of filters) {
    conditions.push(`quantity ${operator === 'lte' ? lte : (comparisons[operator] ?? '=')} ?`);
    values.push(Number(compared[0]));
  }
  const place = Number(after?.value ?? 0);
  const beyond = descending ? '<' : '>';
  if (after && !offset) {
    conditions.push(
      tied ? `(quantity ${beyond} ? OR (quantity = ? AND id ${beyond} ?))` : `quantity ${beyond} ?`,
    );
    values.push(...(tied ? [place, place, after.id] : [place]));
  }
  const direction = descending ? 'DESC' : 'ASC';
  const order = tied ? `quantity ${direction}, id ${direction}` : `quantity ${direction}`;
  const skipped = offset && after ? ` OFFSET ${place}` : '';
  const rows = await database.read<Row>(
    `SELECT id, name, quantity, version FROM ${table} WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${limit + 1}${skipped}`,
    values,
  );
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  if (!last || rows.length <= limit) return { data, page: { next: null, limit } };
  const next = writeCursor(sort, descending, offset ? place + limit : last.quantity, last.id);
  return { data, page: { next, limit } };
}
