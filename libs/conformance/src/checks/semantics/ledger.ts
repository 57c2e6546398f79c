import type { ConcreteType, Resource } from '@keelson/kernel';
import { DataSource } from 'typeorm';
import type { Judged } from '../../judged.js';
import type { SentStatement } from '../../subject.js';

type Record_ = Readonly<Record<string, unknown>>;

/** An audit entry, as it stands in its table. */
export interface Entry {
  readonly action: string;
  readonly kind: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly actorId: string | null;
  readonly organizationId: string;
  readonly changes: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}

/** An event that waits to be relayed, as it stands in its table. */
export interface Recorded {
  readonly type: string;
  readonly version: number;
  readonly aggregateId: string;
  readonly sequence: number;
  readonly organizationId: string;
  readonly payload: Record_;
}

/** What a request has left behind, and rows as they stand: from the tables, past the application. */
export class Ledger {
  private readonly source: DataSource;

  constructor(private readonly judged: Judged) {
    this.source = judged.subject.application.get(DataSource, { strict: false });
  }

  tableOf(entity: ConcreteType): string {
    return this.source.getMetadata(entity).tableName;
  }

  /** Column names by property, in the entity's table. */
  columnsOf(entity: ConcreteType): ReadonlyMap<string, string> {
    const { columns } = this.source.getMetadata(entity);
    return new Map(columns.map(({ propertyName, databaseName }) => [propertyName, databaseName]));
  }

  async entries(requestId: string): Promise<Entry[]> {
    const rows = await this.judged.subject.sql(
      'SELECT action, kind, subject_type, subject_id, actor_id, organization_id, changes FROM audit_entries WHERE request_id = ?',
      [requestId],
    );
    return rows.map((row) => ({
      action: String(row['action']),
      kind: String(row['kind']),
      subjectType: String(row['subject_type']),
      subjectId: String(row['subject_id']),
      actorId: row['actor_id'] as string | null,
      organizationId: String(row['organization_id']),
      changes: parsed(row['changes']) as Entry['changes'],
    }));
  }

  async events(requestId: string): Promise<Recorded[]> {
    const rows = await this.judged.subject.sql(
      'SELECT type, event_version, aggregate_id, sequence, organization_id, payload FROM outbox_events WHERE request_id = ?',
      [requestId],
    );
    return rows.map((row) => ({
      type: String(row['type']),
      version: Number(row['event_version']),
      aggregateId: String(row['aggregate_id']),
      sequence: Number(row['sequence']),
      organizationId: String(row['organization_id']),
      payload: parsed(row['payload']) as Record_,
    }));
  }

  /** A row as it stands, by column; null when it is none. */
  async row({ entity }: Pick<Resource, 'entity'>, id: string): Promise<Record_ | null> {
    const [row] = await this.judged.subject.sql(`SELECT * FROM ${this.tableOf(entity)} WHERE id = ?`, [id]);
    return row ?? null;
  }

  /** How many rows an organization has of an entity of organizations. */
  async count({ entity }: Pick<Resource, 'entity'>, organizationId: string): Promise<number> {
    const [row] = await this.judged.subject.sql(
      `SELECT COUNT(*) AS n FROM ${this.tableOf(entity)} WHERE organization_id = ?`,
      [organizationId],
    );
    return Number(row?.['n']);
  }

  /** The audited entities whose tables a request has written, by the names under which the audit log knows them. */
  writtenBy(statements: readonly SentStatement[]): ReadonlySet<string> {
    const written = new Set(
      statements.flatMap(({ text }) => (enqueuing.test(text) ? [] : (writeTarget.exec(text)?.[1] ?? []))),
    );
    // Business data is audited, whatever is declared of it.
    const audited = this.judged.registry.entities.filter(
      ({ tenancy, ...rest }) =>
        tenancy === 'organization' || !('recorded' in rest && rest.recorded === false),
    );
    return new Set(
      audited
        .filter(({ entity }) => this.source.hasMetadata(entity) && written.has(this.tableOf(entity)))
        .filter(({ entity }) => !records.has(this.tableOf(entity)))
        .map(({ entity }) => this.judged.registry.resourceFor(entity)?.name ?? kebab(entity.name)),
    );
  }
}

/** Where writes and jobs are recorded themselves. */
export const records: ReadonlySet<string> = new Set(['audit_entries', 'outbox_events', 'failed_attempts']);

/** A job is handed over with the operation that asks for it, whose entry says what was done. */
const enqueuing = /^\s*insert\s+(?:ignore\s+)?into\s+["`]?jobs\b/i;

const writeTarget = /^\s*(?:insert\s+(?:ignore\s+)?into|update|delete\s+from|replace\s+into)\s+["`]?(\w+)/i;

function kebab(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** MariaDB hands JSON out as text. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
}

/** Whether two rows, or two values, are the same. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
