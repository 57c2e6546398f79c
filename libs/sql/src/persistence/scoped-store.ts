import {
  defineError,
  notFound,
  type Condition,
  type EventDefinition,
  type NewValues,
  type Row,
  type Store,
} from '@keelson/kernel';
import { shifted, type TenantPlaces } from './certified-statement.js';
import type { Change, ChangeRecorder } from './change-recorder.js';
import type { Bindable } from './database.js';
import { failureOf } from './failures/index.js';
import { duplicateValue } from './duplicate-value.js';
import { findBound } from './find-bound.js';
import { conditionSql, joined, paddedToPowerOfTwo, type Fragment } from './predicate-sql.js';
import { insertionsOf, newRow, addedValues } from './row-insertion.js';
import { assertUnprotected } from './protected-table.js';
import { imageOf, picked, type RowImage } from './row-image.js';
import { rowScope } from './row-scope.js';
import { changeOf, updatesOf } from './row-update.js';
import { SearchIndex } from './search-index.js';
import type { SqlDatabase } from './sql-database.js';
import type { StatementCache } from './statement-cache.js';
import type { RawRow, TableShape } from './table-shape.js';

const changedMeanwhile = defineError(
  'changed_meanwhile',
  'conflict',
  'Another request changed the row at the same time',
);

/** The values of rows as they were read, to tell what has changed since. */
const snapshots = new WeakMap<object, RowImage>();

/** {@link Store} by prepared statements, each within the scope of the present work. */
export class ScopedStore<T extends Row> implements Store<T> {
  private readonly words: SearchIndex;

  constructor(
    private readonly shape: TableShape,
    private readonly database: SqlDatabase,
    private readonly statements: StatementCache,
    private readonly recorder: ChangeRecorder,
    private readonly mayAddProtected = true,
  ) {
    this.words = new SearchIndex(shape, database, statements);
  }

  async get(id: string): Promise<T> {
    const [row] = await this.select({ sql: `${this.shape.quote('id')} = ?`, values: [id] });
    if (!row) throw notFound();
    return row;
  }

  async find(condition: Condition<T>, options: { readonly limit?: number } = {}): Promise<T[]> {
    const bound = findBound(this.shape.entity.name, condition, options.limit);
    const rows = await this.select(
      conditionSql(condition, this.shape),
      ` ORDER BY ${this.shape.quote('id')} LIMIT ${bound.read}`,
    );
    bound.assertWhole(rows.length);
    return rows;
  }

  async count(condition: Condition<T>): Promise<number> {
    const { where, values, tenantAt } = this.scoped(conditionSql(condition, this.shape));
    const sql = `SELECT COUNT(*) AS ${this.shape.quote('rows')} FROM ${this.table}${where}`;
    const [row] = await this.database.rows<{ rows: number }>(this.statements.get(sql, tenantAt), values);
    return Number(row?.rows ?? 0);
  }

  async lock(ids: readonly string[]): Promise<T[]> {
    const unit = this.database.unit();
    const wanted = [...new Set(ids)].sort();
    if (wanted.length === 0) return [];
    unit.enterRows(wanted);
    const rows = await this.lockedRows(wanted, 'FOR UPDATE');
    unit.holdRows(wanted);
    if (rows.length < wanted.length) throw notFound();
    return rows;
  }

  /**
   * Those of the rows that there are, as they stay until the transaction ends: neither written nor removed by another.
   * Many transactions may hold a row; whoever locks it waits for them.
   */
  async hold(ids: readonly string[]): Promise<T[]> {
    const wanted = [...new Set(ids)].sort();
    if (wanted.length === 0) return [];
    const unit = this.database.unit();
    unit.enterRows(wanted);
    const rows = await this.lockedRows(
      wanted,
      this.shape.dialect === 'mysql' ? 'LOCK IN SHARE MODE' : 'FOR SHARE',
    );
    unit.holdRows(wanted);
    return rows;
  }

  async insert(values: NewValues<T>): Promise<T> {
    const [row] = (await this.insertMany([values])) as [T];
    return row;
  }

  /**
   * {@link insert} of many rows, by few statements: the rows, their words, what is recorded of them. All of them or none.
   * @throws DomainError `already_exists` when a unique value is taken, or two of the rows share one
   */
  async insertMany(values: readonly NewValues<T>[]): Promise<T[]> {
    this.database.unit();
    if (!this.mayAddProtected) assertUnprotected(this.shape);
    const now = this.database.clock.now();
    const added = addedValues(this.shape);
    const rows = values.map((one, index) =>
      newRow(this.shape, added && index === 0 ? { ...added.values, ...one } : one, now),
    );
    for (const { sql, tenantAt, values: bindings } of insertionsOf(this.shape, rows))
      await this.write(sql, tenantAt, bindings);
    await this.words.add(rows);
    const changes = rows.map((row) => {
      const after = imageOf(row, this.shape);
      snapshots.set(row, after);
      return { kind: 'created', row, before: {}, after, emits: null } as const;
    });
    await this.record(changes);
    // Not before: a method may try again with another row.
    if (added) added.givenTo = rows[0]?.id ?? null;
    return rows;
  }

  save(row: T, emits?: EventDefinition): Promise<T> {
    return this.saveAs(row, emits ?? null);
  }

  /** {@link save}, with the event that an action emits instead of the usual one; that event is recorded in any case. */
  async saveAs(row: T, emits: EventDefinition | null): Promise<T> {
    await this.update([row], emits);
    return row;
  }

  async saveMany(rows: readonly T[]): Promise<readonly T[]> {
    await this.update([...new Set(rows)], null);
    return rows;
  }

  private async update(rows: readonly T[], emits: EventDefinition | null): Promise<void> {
    this.database.unit();
    assertUnprotected(this.shape);
    const changes = rows.flatMap((row) => changeOf(this.shape, row, this.snapshotOf(row), emits) ?? []);
    const updatedAt = this.database.clock.now();
    for (const { changes: some, set, target } of updatesOf(this.shape, changes, updatedAt)) {
      const { where, values, tenantAt } = this.scoped(target);
      const affected = await this.write(
        `UPDATE ${this.table}${some.length > 1 ? this.byId : ''} SET ${set.sql}${where}`,
        shifted(tenantAt, set.values.length),
        [...set.values, ...values],
      );
      if (affected < some.length)
        throw changedMeanwhile({ detail: 'Read the row again and retry the change.' });
    }
    for (const { row, before, after } of changes) {
      const version = (before['version'] as number) + 1;
      Object.assign(row, { version, updatedAt });
      snapshots.set(row, { ...after, version, updatedAt });
    }
    await this.words.renew(
      changes.flatMap(({ row, changed }) => (this.words.concerns(changed) ? [row] : [])),
    );
    await this.record(
      changes.map(({ row, before, after, changed }) => {
        const names = changed.map(({ property }) => property);
        return { kind: 'updated', row, before: picked(before, names), after: picked(after, names), emits };
      }),
    );
  }

  private snapshotOf(row: T): RowImage {
    const before = snapshots.get(row);
    if (!before)
      throw new Error(
        `${this.shape.entity.name}: save() and saveMany() accept only rows returned by get(), find(), lock() or insert() of the same store.`,
      );
    return before;
  }

  async remove(row: T): Promise<void> {
    this.database.unit();
    assertUnprotected(this.shape);
    const before = snapshots.get(row) ?? imageOf(row, this.shape);
    const target = this.scoped({
      sql: `${this.shape.quote('id')} = ? AND ${this.shape.quote('version')} = ?`,
      values: [row.id, row.version],
    });
    const affected = await this.write(
      `DELETE FROM ${this.table}${target.where}`,
      target.tenantAt,
      target.values,
    );
    if (affected === 0) throw changedMeanwhile({ detail: 'Read the row again and retry the deletion.' });
    await this.words.drop([row]);
    await this.record([{ kind: 'deleted', row, before, after: {}, emits: null }]);
  }

  private async select(condition: Fragment, tail = '', hint = ''): Promise<T[]> {
    const { where, values, tenantAt } = this.scoped(condition);
    const sql = `SELECT ${this.shape.selection()} FROM ${this.table}${hint}${where}${tail}`;
    const raw = await this.database.rows<RawRow>(this.statements.get(sql, tenantAt), values);
    return raw.map((one) => {
      const row = this.shape.hydrate(one) as T;
      snapshots.set(row, imageOf(row, this.shape));
      return row;
    });
  }

  private lockedRows(ids: readonly string[], lock: string): Promise<T[]> {
    const padded = paddedToPowerOfTwo(ids);
    return this.select(
      { sql: `${this.shape.quote('id')} IN (${padded.map(() => '?').join(', ')})`, values: padded },
      ` ORDER BY ${this.shape.quote('id')} ${lock}`,
      this.byId,
    );
  }

  private scoped(condition: Fragment): {
    where: string;
    values: readonly Bindable[];
    tenantAt: TenantPlaces;
  } {
    const scope = rowScope(this.shape);
    const all = joined([scope.fragment, condition], ' AND ');
    return { where: all.sql ? ` WHERE ${all.sql}` : '', values: all.values, tenantAt: scope.tenantAt };
  }

  private async write(sql: string, tenantAt: TenantPlaces, values: readonly Bindable[]): Promise<number> {
    try {
      return await this.database.change(this.statements.get(sql, tenantAt), values);
    } catch (error) {
      if (failureOf(error) === 'duplicate') throw duplicateValue(this.shape, error);
      throw error;
    }
  }

  private async record(changes: readonly Omit<Change, 'shape'>[]): Promise<void> {
    if (this.shape.declaration.recorded === false || changes.length === 0) return;
    await this.recorder.record(changes.map((change) => ({ ...change, shape: this.shape })));
  }

  /** Through any other index rows would be locked in that index's order. */
  private get byId(): string {
    return this.shape.dialect === 'mysql' ? ' FORCE INDEX (PRIMARY)' : '';
  }

  private get table(): string {
    return this.shape.quote(this.shape.table);
  }
}
