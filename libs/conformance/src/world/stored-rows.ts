import { asOrganization, Stores, type ConcreteType, type Resource, type Row } from '@keelson/kernel';
import { Database } from '@keelson/platform';
import type { Person, Subject } from '../subject.js';
import { columnOf } from './columns.js';

/** Rows in their tables, past the routes: whatever a caller may see or do. */
export class StoredRows {
  constructor(private readonly subject: Subject) {}

  /** The row as its organization has it. */
  async read(person: Person, entity: ConcreteType<Row>, id: string): Promise<Row | undefined> {
    const store = this.subject.application.get(Stores, { strict: false }).of(entity);
    const [row] = await asOrganization(person.organizationId, () => store.find({ id }, { limit: 1 }));
    return row;
  }

  /** No action leads there (a job dies, a subscriber moves a row on): the state is written past the application. */
  async put(resource: Resource, id: string, state: string): Promise<string | null> {
    if (!resource.state?.states?.includes(state)) return null;
    const { table, column } = columnOf(this.subject.application, resource.entity, resource.state.name);
    await this.subject.sql(`UPDATE ${table} SET ${column} = ? WHERE id = ?`, [state, id]);
    return id;
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
