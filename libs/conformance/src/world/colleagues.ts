import type { FeatureRegistry } from '@keelson/kernel';
import type { Person, Subject } from '../subject.js';

/** Someone else of an organization who may do everything; made when first asked for. */
export class Colleagues {
  private readonly made = new Map<string, Promise<Person>>();

  constructor(
    private readonly subject: Pick<Subject, 'join'>,
    private readonly registry: Pick<FeatureRegistry, 'grantablePermissions'>,
  ) {}

  of(person: Person): Promise<Person> {
    const { organizationId } = person;
    const colleague =
      this.made.get(organizationId) ?? this.subject.join(person, [...this.registry.grantablePermissions]);
    this.made.set(organizationId, colleague);
    return colleague;
  }
}
