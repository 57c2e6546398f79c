import {
  fieldsOf,
  type ConcreteType,
  type FeatureRegistry,
  type FieldSpec,
  type Resource,
} from '@keelson/kernel';
import type { Answer, Person } from '../subject.js';

/** Gives some row of the person's; null where none can be made. */
type RowOf = (person: Person, resource: Resource, making: readonly Resource[]) => Promise<string | null>;

/** Ids in bodies of which nothing is declared, although their feature looks them up: of which resource they are is tried. */
export class GuessedIds {
  private readonly learnt = new Map<FieldSpec, Resource>();
  private readonly given = new Set<FieldSpec>();

  constructor(
    private readonly registry: FeatureRegistry,
    private readonly rowOf: RowOf,
  ) {}

  /** The id of a row of the resource that the field was found to name; null where none was. */
  async idFor(field: FieldSpec, person: Person, making: readonly Resource[]): Promise<string | null> {
    const resource = this.learnt.get(field);
    return resource && !making.includes(resource) ? this.rowOf(person, resource, making) : null;
  }

  /** Tries with a row of each resource, until it is accepted; what was is remembered. */
  async tried(
    input: ConcreteType,
    making: readonly Resource[],
    send: () => Promise<Answer>,
  ): Promise<Answer> {
    let answer = await send();
    for (const field of undeclaredIds(input)) {
      if (answer.status < 400 || answer.status >= 500 || this.given.has(field)) return answer;
      this.given.add(field);
      for (const resource of this.registry.resources) {
        if (resource.tenancy !== 'organization' || making.includes(resource)) continue;
        this.learnt.set(field, resource);
        answer = await send();
        if (answer.status < 300) return answer;
      }
      this.learnt.delete(field);
    }
    return answer;
  }
}

/** Fields that hold an id and neither say of what nor that it is of something outside. */
function undeclaredIds(input: ConcreteType): FieldSpec[] {
  return fieldsOf(input).filter(
    ({ kind, target, outside, stamp }) => kind === 'id' && !target && !stamp && outside === undefined,
  );
}
