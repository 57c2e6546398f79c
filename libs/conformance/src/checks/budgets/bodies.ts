import {
  fieldsOf,
  type AbstractType,
  type ConcreteType,
  type FieldSpec,
  type Resource,
} from '@keelson/kernel';
import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import type { Answer, Inquiry } from '../../subject.js';
import { shortestWay } from '../../world/shortest-way.js';
import { Asking } from '../access/asking.js';
import { evidenceOf } from '../contract/requests.js';
import { idOf, otherValue, variableFields, type View } from '../semantics/variation.js';
import { countOf } from './statements.js';

/** Elements of the longer list: enough to tell a statement for each of them from a few more for all. */
const many = 24;

type Body = Readonly<Record<string, unknown>>;

/**
 * Statements of a write may not grow with the lists of a body, nor with those of the row: an order of twenty lines is
 * placed with as many as one of a single line. Each element refers to rows of its own, else all of them meet in one.
 */
export class BodyBudget {
  private readonly asking: Asking;

  constructor(
    private readonly judged: Judged,
    proceedings: Proceedings,
  ) {
    this.asking = new Asking(judged, proceedings, 'budgets');
  }

  async judge(): Promise<void> {
    for (const resource of this.judged.resources)
      for (const list of fieldsOf(resource.create ?? Object))
        if (list.element && resource.tenancy === 'organization') await this.judgeList(resource, list);
  }

  private async judgeList(resource: Resource, list: FieldSpec): Promise<void> {
    const most = Math.min(many, list.schema.maxItems ?? many);
    const writes = this.judged.operations.filter(
      (one) => one.resource === resource && one.rule?.kind === 'permission' && isOfRows(one),
    );
    const elements = most > 1 ? await this.elements(resource, list, most) : null;
    if (!elements) return;
    for (const operation of writes) {
      const few = await this.written(operation, resource, list, elements.slice(0, 1));
      const more = few && (await this.written(operation, resource, list, elements));
      if (more) this.compare(operation, list, countOf(few[1]), ...more, most);
    }
  }

  private compare(
    operation: Operation,
    list: FieldSpec,
    few: number,
    inquiry: Inquiry,
    answer: Answer,
    most: number,
  ): void {
    if (countOf(answer) < few + most - 1) return this.asking.held('statements-per-element', operation);
    this.asking.found('statements-per-element', operation, {
      message: `${operation.title} uses ${few} statements if "${list.name}" has one element, but ${countOf(answer)} statements if it has ${most} elements.`,
      mend: 'Process the rows together: find({ id: [...ids] }), lock(ids), insertMany(values) and saveMany(rows) of the store use a few statements for any number of rows.',
      evidence: { ...evidenceOf(inquiry, answer), statements: answer.statements.slice(0, 40) },
    });
  }

  /** The write with a list of these elements, in its body or in its row; null where it is refused. */
  private async written(
    operation: Operation,
    resource: Resource,
    list: FieldSpec,
    elements: readonly Body[],
  ): Promise<readonly [Inquiry, Answer] | null> {
    const { world } = this.judged;
    const person = world.owner;
    const whole = await world.valuesFor(resource.create as ConcreteType, person, resource);
    const creation: Inquiry = {
      method: 'POST',
      url: `/v1/${resource.path}`,
      person,
      body: { ...whole, [list.name]: elements },
    };
    const created = await this.asking.send(creation);
    if (created.status !== 201) return null;
    if (operation.meta?.verb === 'create') return [creation, created];
    const view = created.json as View;
    const id = idOf(view);
    if (!(await this.moved(operation, resource, view))) return null;
    const body =
      operation.meta?.verb === 'update'
        ? // In another order, so that there is something to write.
          { [list.name]: elements.length > 1 ? elements.toReversed() : elements }
        : await world.bodyFor(operation, person, id);
    const inquiry = { method: operation.method, url: operation.at(id), person, ...(body && { body }) };
    const answer = await this.asking.send(inquiry);
    return answer.status < 300 ? [inquiry, answer] : null;
  }

  /** Takes the row to a state from which the operation is possible. */
  private async moved({ meta }: Operation, resource: Resource, view: View): Promise<boolean> {
    const { world, operations } = this.judged;
    const state = resource.state && view[resource.state.name];
    const from = typeof state === 'string' ? state : '';
    const to = meta?.from?.includes(from) === false ? meta.from[0] : from;
    const way = to === undefined ? null : shortestWay(operations, resource, from, to);
    for (const action of way ?? []) {
      const body = await world.bodyFor(action, world.owner, idOf(view));
      const url = action.at(idOf(view));
      const person = world.owner;
      const { status } = await this.asking.send({
        method: action.method,
        url,
        person,
        ...(body && { body }),
      });
      if (status >= 300) return false;
    }
    return way !== null;
  }

  /** Elements that differ in what they refer to, and in what else can differ; null where they can't be made. */
  private async elements(resource: Resource, list: FieldSpec, count: number): Promise<Body[] | null> {
    const { world } = this.judged;
    const type = list.element?.() as ConcreteType;
    const whole = await world.valuesFor(resource.create as ConcreteType, world.owner, resource);
    const [first] = (whole[list.name] ?? []) as Body[];
    if (!first) return null;
    const elements: Body[] = [first];
    for (let step = 1; step < count; step += 1) {
      const other: Record<string, unknown> = { ...first };
      for (const field of variableFields(type))
        other[field.name] = field.unique ? otherValue(field, first[field.name], step) : first[field.name];
      for (const field of fieldsOf(type).filter(({ target }) => target))
        other[field.name] = await this.likeIt(field, first[field.name]);
      if (Object.values(other).includes(null)) return null;
      elements.push(other);
    }
    return elements;
  }

  /** Another row for the reference, in the state of the one that it names. */
  private async likeIt(field: FieldSpec, id: unknown): Promise<string | null> {
    const { world, registry } = this.judged;
    const target = registry.resourceFor(field.target?.() as AbstractType);
    if (!target || typeof id !== 'string') return null;
    const url = `/v1/${target.path}/${id}`;
    const { json } = await this.asking.send({ method: 'GET', url, person: world.owner });
    const state = (json as View | null)?.[target.state?.name ?? ''];
    return world.newRow(world.owner, target, typeof state === 'string' ? state : undefined);
  }
}

/** Creations, and what is done to a row by its id. */
function isOfRows({ meta, path, resource }: Operation): boolean {
  return meta?.verb === 'create' || (meta !== undefined && path.startsWith(`/v1/${resource?.path}/{id}`));
}
