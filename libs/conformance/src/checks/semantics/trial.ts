import type { Resource } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry, Person } from '../../subject.js';
import type { Asking } from '../access/asking.js';
import { evidenceOf, resourceOf } from '../contract/requests.js';
import { isStreamed } from '../streamed.js';
import type { Ledger } from './ledger.js';
import { otherValue, variableFields, type View } from './variation.js';

/** A write of a resource on a row, ready to be sent. */
export interface Trial {
  readonly operation: Operation;
  /** Whose rows the operation is about. */
  readonly resource: Resource;
  readonly person: Person;
  /** The row that it is for; null for a creation. */
  readonly id: string | null;
  readonly inquiry: Inquiry;
}

/** What the parts of the semantics check share. */
export class Trials {
  constructor(
    readonly asking: Asking,
    readonly ledger: Ledger,
  ) {}

  /** The writes of resources, which audit and events follow; those of plain controllers by their permission. */
  get writes(): Operation[] {
    const { judged } = this.asking;
    return judged.operations.filter((operation) => operation.meta && resourceOf(judged.registry, operation));
  }

  /** As `Asking.each`: what finds fault is done once more with nothing beside it. */
  each<T>(items: readonly T[], work: (trials: Trials, item: T) => Promise<void>): Promise<void> {
    return this.asking.each(items, (asking, item) => work(new Trials(asking, this.ledger), item));
  }

  /**
   * A request that changes something: on a row of its own, in a state from which it is possible.
   * @returns null where no such row can be made
   */
  async prepare(
    operation: Operation,
    given: Person = this.asking.judged.world.owner,
    state = this.asking.stateFor(operation),
  ): Promise<Trial | null> {
    const { world } = this.asking.judged;
    const { meta } = operation;
    const resource = resourceOf(this.asking.judged.registry, operation);
    if (!resource || !meta) return null;
    const person = resource.audience === 'operators' ? await world.askerOf(operation) : given;
    if (isStreamed(operation))
      return {
        operation,
        resource,
        person,
        id: null,
        inquiry: await this.asking.inquiry(operation, person),
      };
    const needsRow = operation.path.includes('{id}');
    const id = needsRow ? await world.newRow(person, resource, state) : null;
    if (needsRow && id === null) return null;
    const whole = await world.bodyFor(operation, person, id ?? undefined);
    const body =
      meta.verb === 'update' && id !== null
        ? await this.change(operation, resource, person, id, whole)
        : whole;
    const { url, headers } = await this.asking.address(operation, person, id);
    return {
      operation,
      resource,
      person,
      id,
      inquiry: {
        method: operation.method,
        url,
        person,
        ...(headers && { headers }),
        ...(body && { body }),
      },
    };
  }

  async view(person: Person, resource: Resource, id: string): Promise<View | null> {
    const url = `/v1/${resource.path}/${id}`;
    const answer = await this.asking.send({ method: 'GET', url, person });
    return answer.status === 200 ? (answer.json as View) : null;
  }

  found(
    { operation }: Pick<Trial, 'operation'>,
    rule: string,
    message: string,
    mend: string,
    inquiry: Inquiry,
    answer: Answer,
    ...notes: readonly string[]
  ): void {
    this.asking.found(rule, operation, { message, mend, evidence: evidenceOf(inquiry, answer, ...notes) });
  }

  held({ operation }: Pick<Trial, 'operation'>, rule: string): void {
    this.asking.held(rule, operation);
  }

  /** A patch of one field that differs from what the row has; the whole body where no field can be varied. */
  private async change(
    operation: Operation,
    resource: Resource,
    person: Person,
    id: string,
    whole: Readonly<Record<string, unknown>> | undefined,
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    const view = await this.view(person, resource, id);
    for (const field of operation.input ? variableFields(operation.input) : []) {
      const value = view && field.name in view ? otherValue(field, view[field.name]) : undefined;
      if (value !== undefined && !field.unique) return { [field.name]: value };
    }
    return whole;
  }
}

/** The name of a request in audit entries and events. */
export function requestIdOf({ headers }: Answer): string {
  return headers['x-request-id'] ?? '';
}

/** The row that a write was about. */
export function subjectOf({ id }: Trial, answer: Answer): string | null {
  return id ?? (answer.json as { readonly id?: string } | null)?.id ?? null;
}
