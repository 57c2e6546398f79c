import { fieldsOf, type ConcreteType, type Row } from '@keelson/kernel';
import { conditionSql, TableShape, type Bindable, type Dialect } from '../persistence/ports.js';
import type { AtMost, Follows, StoredInvariant } from './declaration.js';

/** A statement that finds the rows of one organization which break an invariant: their `id`, `actual` and `expected`. */
export interface InvariantStatement {
  /** With `?` for values, on both engines. */
  readonly sql: string;
  /** Takes the id of the only organization whose rows are read. */
  readonly values: (organizationId: string) => readonly Bindable[];
}

/** Rows that one statement finds at most: a few show what is wrong. */
export const mostViolations = 20;

const organization = Symbol('organization');
type Part = { readonly sql: string; readonly values: readonly (Bindable | typeof organization)[] };

/** Compiles a declared invariant, as `predicateSql` does a row rule. */
export function compileInvariant(invariant: StoredInvariant, dialect: Dialect): InvariantStatement {
  const { sql, values } = composed(invariant, new Tables(dialect));
  return {
    sql: `${sql} LIMIT ${mostViolations}`,
    values: (organizationId) => values.map((value) => (value === organization ? organizationId : value)),
  };
}

function composed(invariant: StoredInvariant, tables: Tables): Part {
  switch (invariant.kind) {
    case 'atMost':
    case 'counts':
    case 'sums':
      return aggregated(invariant, tables);
    case 'follows':
      return copied(invariant, tables);
    case 'noOverlap':
    case 'atMostOne':
      return paired(invariant, tables);
    case 'notBy': {
      const rows = tables.rows(invariant.entity, invariant.where);
      const [one, other] = [invariant.field, invariant.other].map((name) =>
        tables.column(invariant.entity, name),
      );
      return part`SELECT a.id AS id, a.${one} AS actual, NULL AS expected FROM ${rows} a WHERE a.${one} = a.${other}`;
    }
  }
}

function aggregated(
  invariant: Exclude<StoredInvariant, Follows | { readonly entity: unknown }>,
  tables: Tables,
): Part {
  const { child, parent, reference } = invariant;
  const key = tables.column(child, reference);
  const summed = invariant.kind === 'sums' ? tables.column(child, invariant.summed ?? '') : null;
  const total = summed ? `SUM(c.${summed})` : 'COUNT(*)';
  const groups = part`(SELECT c.${key} AS parent_id, ${total} AS total FROM ${tables.rows(child, invariant.where)} c GROUP BY c.${key})`;
  const parents = tables.rows(parent);
  if (invariant.kind === 'atMost') {
    const limit = limitOf(invariant, tables);
    return part`SELECT p.id AS id, g.total AS actual, ${limit} AS expected FROM ${parents} p JOIN ${groups} g ON g.parent_id = p.id WHERE g.total > ${limit}`;
  }
  const field = tables.column(parent, invariant.field);
  return part`SELECT p.id AS id, p.${field} AS actual, COALESCE(g.total, 0) AS expected FROM ${parents} p LEFT JOIN ${groups} g ON g.parent_id = p.id WHERE p.${field} <> COALESCE(g.total, 0)`;
}

function limitOf({ limit, parent }: AtMost, tables: Tables): string {
  return typeof limit === 'number' ? String(Math.trunc(limit)) : `p.${tables.column(parent, limit)}`;
}

function copied({ child, parent, reference, copy, original, where }: Follows, tables: Tables): Part {
  const [key, own] = [reference, copy].map((name) => tables.column(child, name));
  const theirs = tables.column(parent, original);
  return part`SELECT c.id AS id, c.${own} AS actual, p.${theirs} AS expected FROM ${tables.rows(child, where)} c JOIN ${tables.rows(parent)} p ON p.id = c.${key} WHERE (c.${own} <> p.${theirs} OR (c.${own} IS NULL AND p.${theirs} IS NOT NULL) OR (c.${own} IS NOT NULL AND p.${theirs} IS NULL))`;
}

function paired(
  invariant: Extract<StoredInvariant, { readonly kind: 'noOverlap' | 'atMostOne' }>,
  tables: Tables,
): Part {
  const { entity, fields, where } = invariant;
  const rows = tables.rows(entity, where);
  const same = fields.map((name) => tables.column(entity, name)).map((name) => `a.${name} = b.${name}`);
  const meets =
    invariant.kind === 'noOverlap'
      ? [[invariant.from, invariant.to].map((name) => tables.column(entity, name))].flatMap(([from, to]) => [
          `a.${from} < b.${to}`,
          `b.${from} < a.${to}`,
        ])
      : [];
  const on = ['a.id < b.id', ...same, ...meets].join(' AND ');
  return part`SELECT a.id AS id, b.id AS actual, NULL AS expected FROM ${rows} a JOIN ${rows} b ON ${on}`;
}

/** Names as the schema has them, and the rows of an organization in place of a table. */
class Tables {
  private readonly shapes = new Map<ConcreteType<Row>, TableShape>();

  constructor(private readonly dialect: Dialect) {}

  column(entity: ConcreteType<Row>, property: string): string {
    const shape = this.shape(entity);
    return shape.quote(shape.column(property).column);
  }

  rows(entity: ConcreteType<Row>, where: object = {}): Part {
    const shape = this.shape(entity);
    const condition = conditionSql(where, shape);
    const more = condition.sql === '' ? '' : ` AND ${condition.sql}`;
    return {
      sql: `(SELECT ${shape.columns.map(({ column }) => shape.quote(column)).join(', ')} FROM ${shape.quote(shape.table)} WHERE organization_id = ?${more})`,
      values: [organization, ...condition.values],
    };
  }

  private shape(entity: ConcreteType<Row>): TableShape {
    let shape = this.shapes.get(entity);
    if (!shape)
      this.shapes.set(
        entity,
        (shape = new TableShape(
          { entity, tenancy: 'organization', fields: fieldsOf(entity) },
          undefined,
          this.dialect,
          [],
        )),
      );
    return shape;
  }
}

/** Puts parts together, with their values in the order in which they stand. */
function part(texts: TemplateStringsArray, ...parts: readonly (Part | string | undefined)[]): Part {
  const values: (Bindable | typeof organization)[] = [];
  const sql = texts.reduce((text, piece, index) => {
    const next = parts[index];
    if (typeof next === 'object') values.push(...next.values);
    return `${text}${piece}${typeof next === 'object' ? next.sql : (next ?? '')}`;
  }, '');
  return { sql, values };
}
