import { Caller, matches, Stores, asOrganization, type Resource, type Row } from '@keelson/kernel';
import type { Judged } from '../../judged.js';
import type { Person } from '../../subject.js';

/** What the row rule of a resource says of a person, evaluated beside the application. */
export class Callers {
  constructor(private readonly judged: Judged) {}

  /** Whether the person, holding these permissions, may see the row. */
  async sees(
    person: Person,
    permissions: readonly string[],
    resource: Resource,
    id: string,
  ): Promise<boolean> {
    const [row] = await this.rows(person, resource, [id]);
    return row !== undefined && this.shows(person, permissions, resource, row);
  }

  shows(person: Person, permissions: readonly string[], resource: Resource, row: Row): boolean {
    const { userId, organizationId } = person;
    const caller = new Caller(userId, organizationId, null, new Set(permissions));
    return matches(resource.visible({ caller }), row);
  }

  /** Rows of the person's organization, whoever may see them. */
  rows(person: Person, resource: Resource, ids?: readonly string[]): Promise<Row[]> {
    const store = this.judged.subject.application.get(Stores, { strict: false }).of(resource.entity);
    return asOrganization(person.organizationId, () => store.find(ids ? { id: ids } : {}, { limit: 1_000 }));
  }
}
