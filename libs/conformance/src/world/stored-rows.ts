import {
  asOrganization,
  installationScope,
  Stores,
  type ConcreteType,
  type Resource,
  type Row,
} from '@keelson/kernel';
import { Database, storedScope } from '@keelson/platform';
import type { Person, Subject } from '../subject.js';
import { columnOf } from './columns.js';

/** Written by the store itself. */
export const storeOwned: ReadonlySet<string> = new Set([
  'id',
  'version',
  'createdAt',
  'updatedAt',
  'organizationId',
  'userId',
]);

/** Rows in their tables, past the routes: whatever a caller may see or do. */
export class StoredRows {
  constructor(private readonly subject: Subject) {}

  /** The row as its organization has it. */
  async read(person: Person, entity: ConcreteType<Row>, id: string): Promise<Row | undefined> {
    const store = this.subject.application.get(Stores, { strict: false }).of(entity);
    const [row] = await asOrganization(person.organizationId, () => store.find({ id }, { limit: 1 }));
    return row;
  }

  /** Some row of the installation's own; null where there is none. */
  async ofInstallation(entity: ConcreteType<Row>): Promise<string | null> {
    const { table, column } = columnOf(this.subject.application, entity, 'organizationId');
    const [row] = await this.subject.sql(`SELECT id FROM ${table} WHERE ${column} = ? ORDER BY id LIMIT 1`, [
      storedScope(installationScope),
    ]);
    return row ? String(row['id']) : null;
  }

  /** No action leads there (a job dies, a subscriber moves a row on): the state is written past the application. */
  async put(resource: Resource, id: string, state: string): Promise<string | null> {
    if (!resource.state?.states?.includes(state)) return null;
    const { table, column } = columnOf(this.subject.application, resource.entity, resource.state.name);
    await this.subject.sql(`UPDATE ${table} SET ${column} = ? WHERE id = ?`, [state, id]);
    return id;
  }

  /** Gives a row the values of another, as far as two rows may have them in common; it stays in its state. */
  async liken({ entity, fields, state }: Resource, id: string, other: string): Promise<void> {
    for (const { name, unique } of fields) {
      if (storeOwned.has(name) || unique || name === state?.name) continue;
      const { table, column } = columnOf(this.subject.application, entity, name);
      const theirs = `SELECT ${column} FROM (SELECT ${column} FROM ${table} WHERE id = ?) AS other`;
      await this.subject
        .sql(`UPDATE ${table} SET ${column} = (${theirs}) WHERE id = ?`, [other, id])
        // An index over several columns lets no second row have it.
        .catch(() => undefined);
    }
  }

  /** @returns the id of the new row; null where the table won't have it */
  async insert(
    person: Person,
    entity: ConcreteType<Row>,
    values: Readonly<Record<string, unknown>>,
  ): Promise<string | null> {
    const { application } = this.subject;
    try {
      const row = await asOrganization(person.organizationId, () =>
        application
          .get(Database, { strict: false })
          .transaction(() => application.get(Stores, { strict: false }).of(entity).insert(values)),
      );
      return row.id;
    } catch {
      return null;
    }
  }
}
