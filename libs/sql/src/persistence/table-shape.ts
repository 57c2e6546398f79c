import {
  normalizedKey,
  type ConcreteType,
  type FieldSpec,
  type RegisteredEntity,
  type Resource,
  type Row,
} from '@keelson/kernel';
import type { Bindable } from './database.js';
import { quoted } from './dialect.js';
import type { Dialect } from './engine.js';
import { parsed, tableNameOf, tenantPropertyOf } from './entity-schema.js';
import { columnName, keyColumnName } from './naming.js';
import type { TableIndex } from './table-indexes.js';

/** A column and how its value crosses between the row object and the database. */
export interface ColumnShape {
  readonly field: FieldSpec;
  readonly property: string;
  readonly column: string;
  /** The hidden column that a case-ignoring field is compared by. */
  readonly keyColumn: string | null;
  readonly fromDatabase: ((value: unknown) => unknown) | null;
}

/** A raw row, keyed by property; JSON and flags as the driver left them until {@link TableShape.read}. */
export type RawRow = Record<string, unknown>;

/** What statements about one entity are composed of. */
export class TableShape {
  readonly table: string;
  readonly columns: readonly ColumnShape[];
  readonly tenant: ColumnShape | null;
  /** `organization_id = ?`, for an organization's table. */
  readonly tenantCondition: string | null;
  private readonly ordered = new Map<string, readonly TableIndex[]>();
  /** Columns whose raw values need conversion; most rows need little. */
  private readonly converted: readonly ColumnShape[];

  constructor(
    readonly declaration: RegisteredEntity,
    readonly resource: Resource | undefined,
    readonly dialect: Dialect,
    /** Those of the table, where the database must be told which to take. */
    private readonly indexes: readonly TableIndex[],
  ) {
    this.table = tableNameOf(declaration.entity);
    this.columns = declaration.fields.map((field) => ({
      field,
      property: field.name,
      column: columnName(field.name),
      keyColumn: field.unique === 'ignore-case' ? keyColumnName(field.name) : null,
      fromDatabase: conversionOf(field, dialect),
    }));
    this.converted = this.columns.filter((column) => column.fromDatabase);
    const tenant = tenantPropertyOf(declaration);
    this.tenant = tenant ? this.column(tenant) : null;
    this.tenantCondition =
      declaration.tenancy === 'organization' && this.tenant ? `${this.quote(this.tenant.column)} = ?` : null;
  }

  get entity(): ConcreteType<Row> {
    return this.declaration.entity as ConcreteType<Row>;
  }

  /** @throws Error naming the entity when it has no such field. */
  column(property: string): ColumnShape {
    const found = this.columns.find((column) => column.property === property);
    if (!found) throw new Error(`${this.declaration.entity.name} has no field "${property}".`);
    return found;
  }

  quote(identifier: string): string {
    return quoted(this.dialect, identifier);
  }

  /** `col AS "property", …` */
  selection(columns: readonly ColumnShape[] = this.columns): string {
    return columns
      .map(({ column, property }) => `${this.quote(column)} AS ${this.quote(property)}`)
      .join(', ');
  }

  /** Turns what the driver left raw into values, in place. */
  read(raw: RawRow): RawRow {
    for (const { property, fromDatabase } of this.converted) {
      const value = raw[property];
      if (value !== null && value !== undefined && fromDatabase) raw[property] = fromDatabase(value);
    }
    return raw;
  }

  /** The entity of a raw row, with its behavior. */
  hydrate(raw: RawRow): Row {
    return Object.assign(Object.create(this.entity.prototype as object) as Row, this.read(raw));
  }

  /**
   * The indexes that hold the rows with one value in some of `equal` in the order of `sort`: of those that there are, the
   * ones over the most of these columns.
   */
  orderedIndexes(equal: readonly string[], sort: string): readonly TableIndex[] {
    const key = `${[...equal].sort().join()} ${sort}`;
    let found = this.ordered.get(key);
    if (!found) this.ordered.set(key, (found = this.findOrdered(equal, sort)));
    return found;
  }

  private findOrdered(equal: readonly string[], sort: string): readonly TableIndex[] {
    const head = this.tenant ? [this.tenant.column] : [];
    const chosenBy = ({ columns }: TableIndex) => columns.slice(head.length, -2);
    const fitting = this.indexes.filter(
      (index) =>
        [...head, ...chosenBy(index), sort, 'id'].join() === index.columns.join() &&
        chosenBy(index).every((column) => equal.includes(column)),
    );
    const most = Math.max(...fitting.map(({ columns }) => columns.length));
    return fitting.filter(({ columns }) => columns.length === most);
  }
}

/** A property's value as the driver binds it. */
export function bound(column: ColumnShape, value: unknown, dialect: Dialect): Bindable {
  if (value === null || value === undefined) return null;
  const { kind } = column.field;
  if (kind === 'json' || kind === 'list') return JSON.stringify(value);
  if (kind === 'flag' && dialect === 'mysql') return value ? 1 : 0;
  return value as Bindable;
}

/** The column that a condition names: the key where the field ignores case. */
export function comparedColumn({ column, keyColumn }: ColumnShape): string {
  return keyColumn ?? column;
}

/** The value that a condition on a column compares with: its key where the field ignores case. */
export function compared(column: ColumnShape, value: unknown, dialect: Dialect): Bindable {
  return column.keyColumn && typeof value === 'string' ? normalizedKey(value) : bound(column, value, dialect);
}

/** Adds a column with a row's value, and the hidden one that it is compared by. */
export function assign(
  column: ColumnShape,
  row: object,
  dialect: Dialect,
  columns: string[],
  bindings: Bindable[],
): void {
  const value = (row as Record<string, unknown>)[column.property];
  columns.push(column.column);
  bindings.push(bound(column, value, dialect));
  if (!column.keyColumn) return;
  columns.push(column.keyColumn);
  bindings.push(compared(column, value, dialect));
}

function conversionOf(field: FieldSpec, dialect: Dialect): ((value: unknown) => unknown) | null {
  if (field.kind === 'flag' && dialect === 'mysql') return Boolean;
  if (field.kind === 'list' && field.element) {
    const element = field.element() as ConcreteType;
    return (value) =>
      (parsed(value) as object[]).map((one) =>
        Object.assign(Object.create(element.prototype as object) as object, one),
      );
  }
  return field.kind === 'json' || field.kind === 'list' ? parsed : null;
}
