import {
  forbidden,
  hiddenFields,
  maybeContext,
  notFound,
  permissionOf,
  queryTooSlow,
  refuseHiddenFields,
  writeCursor,
  type ListQuery,
  type ReadQuery,
  type Resource,
} from '@keelson/kernel';
import { failureOf } from './failures/index.js';
import { countedAtMost, countStatement, pageStatement, type Composed } from './list-statement.js';
import { joined, paddedToPowerOfTwo } from './predicate-sql.js';
import { rowScope, type RowScope } from './row-scope.js';
import type { CertifiedStatement } from './certified-statement.js';
import type { SqlDatabase } from './sql-database.js';
import type { StatementCache } from './statement-cache.js';
import type { ColumnShape, RawRow, TableShape } from './table-shape.js';

/** Row rules whose statement is kept at hand; a resource has a few, one for each kind of caller. */
const mostRules = 64;

export interface Page {
  readonly data: readonly RawRow[];
  readonly page: { next: string | null; limit: number; count?: number; countIsExact?: boolean };
}

/** Reads rows of a resource as its view shows them, without making entities of them. */
export class ResourceViews {
  private readonly shown: readonly ColumnShape[];
  /** Statements for one row, by the SQL of the row rule. */
  private readonly forOne = new Map<string, CertifiedStatement>();

  constructor(
    private readonly resource: Resource,
    private readonly shape: TableShape,
    private readonly database: SqlDatabase,
    private readonly statements: StatementCache,
    /** The views of another entity, for what is included. */
    private readonly viewsOf: (entity: object) => ResourceViews,
  ) {
    const names = new Set([...resource.viewFields.map((field) => field.name), 'id', 'version']);
    this.shown = shape.columns.filter((column) => names.has(column.property));
  }

  /** @throws DomainError `not_found` */
  async one(id: string, request: ReadQuery): Promise<RawRow> {
    refuseHiddenFields(this.resource, request);
    const scope = rowScope(this.shape);
    const [row] = await this.run(this.statementForOne(scope), [...scope.fragment.values, id]);
    if (!row) throw notFound();
    if (request.includes.length > 0) await this.include([row], request.includes);
    return row;
  }

  async page(request: ListQuery): Promise<Page> {
    refuseHiddenFields(this.resource, request);
    const scope = rowScope(this.shape);
    const found = await this.listed(pageStatement(this.shape, this.shown, scope, request), scope);
    const data = found.length > request.limit ? found.slice(0, request.limit) : found;
    const last = found.length > request.limit ? data.at(-1) : undefined;
    const next = last
      ? writeCursor(request.sort, request.descending, last[request.sort.name], last['id'] as string)
      : null;
    if (request.includes.length > 0) await this.include(data, request.includes);
    const page: Page['page'] = { next, limit: request.limit };
    if (request.count) {
      const [counted] = await this.listed(countStatement(this.shape, scope, request), scope);
      const count = Number(counted?.['counted'] ?? 0);
      Object.assign(page, { count: Math.min(count, countedAtMost), countIsExact: count <= countedAtMost });
    }
    return { data, page };
  }

  /** How many rows fit, all of them counted; null when that takes too long. */
  async total(request: ListQuery): Promise<number | null> {
    refuseHiddenFields(this.resource, request);
    const scope = rowScope(this.shape);
    try {
      const [counted] = await this.listed(countStatement(this.shape, scope, request, null), scope);
      return Number(counted?.['counted'] ?? 0);
    } catch (error) {
      if ((error as { code?: unknown }).code === queryTooSlow.code) return null;
      throw error;
    }
  }

  /** The rows with these ids that the caller may see, by id. */
  async byIds(ids: readonly string[]): Promise<Map<string, RawRow>> {
    if (ids.length === 0) return new Map();
    const scope = rowScope(this.shape);
    const padded = paddedToPowerOfTwo(ids);
    const where = joined(
      [
        scope.fragment,
        { sql: `${this.shape.quote('id')} IN (${padded.map(() => '?').join(', ')})`, values: padded },
      ],
      ' AND ',
    );
    const rows = await this.rows(
      {
        sql: `SELECT ${this.shape.selection(this.shown)} FROM ${this.shape.quote(this.shape.table)} WHERE ${where.sql}`,
        values: where.values,
        tenantAt: where.tenantAt ?? [],
      },
      scope,
    );
    return new Map(rows.map((row) => [row['id'] as string, row]));
  }

  /** A row as its view shows it, out of any object that holds the values. */
  shownOf(row: object): RawRow {
    const hidden = this.hidden();
    return Object.fromEntries(
      this.resource.viewFields.flatMap(({ name }) =>
        hidden.includes(name) ? [] : [[name, (row as RawRow)[name] ?? null]],
      ),
    );
  }

  /** The fields of the view that the caller may not see. */
  hidden(): readonly string[] {
    return hiddenFields(this.resource, maybeContext()?.caller);
  }

  private async include(rows: readonly RawRow[], names: readonly string[]): Promise<void> {
    for (const name of names) {
      const reference = this.resource.includes.get(name);
      const target = reference?.target?.();
      if (!reference || !target) continue;
      const views = this.viewsOf(target);
      const permission = permissionOf(views.resource, 'read');
      if (maybeContext()?.caller?.can(permission) !== true)
        throw forbidden({ detail: `include=${name} requires the permission ${permission}.` });
      const ids = [
        ...new Set(
          rows.map((row) => row[reference.name]).filter((id): id is string => typeof id === 'string'),
        ),
      ];
      const found = await views.byIds(ids);
      for (const row of rows) {
        const target = found.get(row[reference.name] as string);
        row[name] = target ? views.shownOf(target) : null;
      }
    }
  }

  /** Composed once for each row rule: this is the statement that is run most. */
  private statementForOne(scope: RowScope): CertifiedStatement {
    const known = this.forOne.get(scope.fragment.sql);
    const isBound = typeof scope.tenantAt !== 'string';
    if (known && isBound) return known;
    const where = joined([scope.fragment, { sql: `${this.shape.quote('id')} = ?`, values: [] }], ' AND ');
    const sql = `SELECT ${this.shape.selection(this.shown)} FROM ${this.shape.quote(this.shape.table)} WHERE ${where.sql}`;
    const made = this.statements.get(sql, scope.tenantAt);
    if (this.forOne.size < mostRules && isBound) this.forOne.set(scope.fragment.sql, made);
    return made;
  }

  private rows({ sql, values, tenantAt = [] }: Composed, scope: RowScope): Promise<RawRow[]> {
    const places = typeof scope.tenantAt === 'string' ? scope.tenantAt : tenantAt;
    return this.run(this.statements.get(sql, places), values);
  }

  /** Rows of a statement that the client has composed, in part. @throws DomainError `query_too_slow` */
  private async listed(composed: Composed, scope: RowScope): Promise<RawRow[]> {
    try {
      return await this.rows(composed, scope);
    } catch (error) {
      if (failureOf(error) === 'timed-out')
        throw queryTooSlow({
          detail:
            'This combination of filters and sort order is too slow for the number of rows; change the filters or the sort order.',
        });
      throw error;
    }
  }

  private async run(statement: CertifiedStatement, values: Composed['values']): Promise<RawRow[]> {
    const rows = await this.database.rows<RawRow>(statement, values);
    const hidden = this.hidden();
    for (const row of rows) {
      this.shape.read(row);
      for (const name of hidden) delete row[name];
    }
    return rows;
  }
}
