import {
  Caller,
  matches,
  Stores,
  asOrganization,
  type Predicate,
  type Resource,
  type Row,
} from '@keelson/kernel';
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
    return matches(this.ruleFor(person, permissions, resource), row);
  }

  /** Whether the rule hides nothing from the person, whatever a row is like. */
  showsEverything(person: Person, permissions: readonly string[], resource: Resource): boolean {
    return this.ruleFor(person, permissions, resource).rule === 'everything';
  }

  /** Rows of the person's organization, whoever may see them. */
  rows(person: Person, resource: Resource, ids?: readonly string[]): Promise<Row[]> {
    const store = this.judged.subject.application.get(Stores, { strict: false }).of(resource.entity);
    return asOrganization(person.organizationId, () => store.find(ids ? { id: ids } : {}, { limit: 1_000 }));
  }

  /** What the row rule says for the person, holding these permissions. */
  ruleFor(
    { userId, organizationId, memberId }: Person,
    permissions: readonly string[],
    resource: Resource,
  ): Predicate<Row> {
    return resource.visible({
      caller: new Caller({
        userId,
        organizationId,
        role: null,
        permissions: new Set(permissions),
        memberId: memberId ?? null,
      }),
    });
  }
}
