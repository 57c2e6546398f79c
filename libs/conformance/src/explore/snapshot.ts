import { FeatureRegistry, type ConcreteType, type FieldKind, type Row } from '@keelson/kernel';
import type { SentStatement, Subject } from '../subject.js';
import { records } from '../checks/semantics/ledger.js';
import { columnsOf, tablesOfOrganizations } from '../world/columns.js';

/** The rows of one table, by their ids. */
export type TableRows = ReadonlyMap<string, Row>;

/** All rows of an organization, by the entity that they are of. */
export type Snapshot = ReadonlyMap<ConcreteType, TableRows>;

/** How one row differs. */
export interface RowChange {
  readonly entity: ConcreteType;
  readonly id: string;
  /** Null for a new row. */
  readonly before: Row | null;
  /** Null for a row that is gone. */
  readonly after: Row | null;
  /** The properties that differ, where the row was there before and after. */
  readonly fields: readonly string[];
}

/** Work on its way says nothing about what was done. */
const ofWork: ReadonlySet<string> = new Set([...records, 'jobs']);

interface Table {
  readonly entity: ConcreteType;
  readonly name: string;
  readonly columns: readonly {
    readonly property: string;
    readonly column: string;
    readonly kind?: FieldKind;
  }[];
}

/** Reads all rows of an organization, past the application. */
export class Snapshots {
  private readonly tables: readonly Table[];

  constructor(
    private readonly subject: Subject,
    registry: FeatureRegistry,
  ) {
    this.tables = [...tablesOfOrganizations(subject.application, registry)].flatMap(
      ([name, { entity, recorded }]) =>
        ofWork.has(name) || recorded === false
          ? []
          : [{ entity, name, columns: columnsWithKinds(subject, entity) }],
    );
  }

  /** In lower case. */
  get names(): ReadonlySet<string> {
    return new Set(this.tables.map(({ name }) => name));
  }

  /** The entities whose rows statements write. */
  writtenBy(statements: readonly SentStatement[]): ReadonlySet<ConcreteType> {
    const names = new Set(statements.flatMap(({ text }) => writtenTable(text) ?? []));
    return new Set(this.tables.flatMap(({ name, entity }) => (names.has(name) ? [entity] : [])));
  }

  /** By one statement: sequences read them after every step. */
  async of(organizationId: string): Promise<Snapshot> {
    const found = await this.subject.sql(
      this.statement,
      this.tables.map(() => organizationId),
    );
    const rows = this.tables.map((): [string, Row][] => []);
    for (const { position, stored } of found) {
      const at = Number(position);
      const table = this.tables[at];
      const values = (typeof stored === 'string' ? JSON.parse(stored) : stored) as Stored;
      if (table) rows[at]?.push([String(values['id']), rowOf(table, values)]);
    }
    return new Map(this.tables.map(({ entity }, at) => [entity, new Map(rows[at])]));
  }

  private get statement(): string {
    return this.tables
      .map(({ name, columns }, at) => {
        const pairs = columns.map(({ column }) => `'${column}', \`${column}\``).join(', ');
        const object = this.subject.engine === 'mysql' ? `JSON_OBJECT(${pairs})` : `to_jsonb(${name})`;
        return `SELECT ${at} AS position, ${object} AS stored FROM ${name} WHERE organization_id = ?`;
      })
      .join(' UNION ALL ');
  }
}

const writing = /^\s*(?:insert\s+(?:ignore\s+)?into|replace\s+into|update|delete\s+from)\s+["`]?(\w+)/i;

/** The table that a statement writes, in lower case. */
export function writtenTable(text: string): string | undefined {
  return writing.exec(text)?.[1]?.toLowerCase();
}

type Stored = Readonly<Record<string, unknown>>;

function columnsWithKinds({ application }: Subject, entity: ConcreteType): Table['columns'] {
  const kinds = new Map(
    application
      .get(FeatureRegistry, { strict: false })
      .fieldsOf(entity)
      .map(({ name, kind }) => [name, kind]),
  );
  return columnsOf(application, entity).map((one) => {
    const kind = kinds.get(one.property);
    return { ...one, ...(kind && { kind }) };
  });
}

/** An instance of the entity, as its store would make it: both engines' values are the same then. */
function rowOf({ entity, columns }: Table, stored: Stored): Row {
  const row = Object.create(entity.prototype as object) as Record<string, unknown>;
  for (const { property, column, kind } of columns) row[property] = valueFrom(stored[column], kind);
  return row as unknown as Row;
}

function valueFrom(stored: unknown, kind: FieldKind | undefined): unknown {
  if (stored === null || stored === undefined) return null;
  switch (kind) {
    case 'flag':
      return stored === true || Number(stored) === 1;
    case 'integer':
    case 'amount':
      return Number(stored);
    case 'json':
    case 'list':
      return typeof stored === 'string' ? JSON.parse(stored) : stored;
    case 'instant':
      return stored instanceof Date ? stored : new Date(momentText(stored as string));
    default:
      return stored;
  }
}

/** What differs between two moments. */
export function changesBetween(before: Snapshot, after: Snapshot): RowChange[] {
  const changes: RowChange[] = [];
  for (const [entity, rows] of after) {
    const former = before.get(entity) ?? new Map<string, Row>();
    for (const [id, row] of rows) {
      const was = former.get(id) ?? null;
      const fields = was ? differing(was, row) : [];
      if (!was || fields.length > 0) changes.push({ entity, id, before: was, after: row, fields });
    }
    for (const [id, row] of former)
      if (!rows.has(id)) changes.push({ entity, id, before: row, after: null, fields: [] });
  }
  return changes;
}

function differing(one: Row, other: Row): string[] {
  const [a, b] = [one, other] as unknown as Readonly<Record<string, unknown>>[] as [
    Readonly<Record<string, unknown>>,
    Readonly<Record<string, unknown>>,
  ];
  return Object.keys(a).filter((name) => !isSame(a[name], b[name]));
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** MariaDB writes a moment without its zone, which is UTC. */
function momentText(stored: string): string {
  return stored.includes('T') ? stored : `${stored.replace(' ', 'T')}Z`;
}
