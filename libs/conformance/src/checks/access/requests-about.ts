import { fieldsOf, type ConcreteType, type FieldSpec, type Resource, type Row } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Inquiry, Person } from '../../subject.js';
import type { Asking } from './asking.js';

type Values = Readonly<Record<string, unknown>>;

/**
 * A write by hand that names a row as its readers know it: by its id, and by what the view shows of it. What no view shows
 * (a code that was sent to somebody) stays as it is made up: to know it may be what allows the write.
 * @param states what a field that is called like the row's state says, a request for each
 */
export async function requestsAbout(
  asking: Asking,
  operation: Operation,
  person: Person,
  resource: Resource,
  row: Row,
  states: readonly string[],
): Promise<Inquiry[]> {
  const { world } = asking.judged;
  const { input, method } = operation;
  const isAbout = operation.resource === undefined || operation.resource === resource;
  const url = isAbout
    ? addressOf(operation, resource, row)
    : operation.at(await rowOfItsOwn(asking, operation));
  const body = await world.bodyFor(operation, world.owner);
  if (!input || body === undefined) return [{ method, url, person }];
  const isChosen = fieldsOf(input).some(({ name }) => name === resource.state?.name);
  const chosen = isChosen ? states.map((state) => ({ [String(resource.state?.name)]: state })) : [{}];
  const named = { ...body, ...valuesNaming(input, body, resource, row) };
  return chosen.map((state) => ({ method, url, person, body: { ...named, ...state } }));
}

async function rowOfItsOwn(asking: Asking, operation: Operation): Promise<string | undefined> {
  return (await asking.rowFor(operation, asking.judged.world.owner)) ?? undefined;
}

function addressOf({ path }: Operation, resource: Resource, row: Row): string {
  const shown = shownOf(resource, row);
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = shown[name];
    return encodeURIComponent(typeof value === 'string' ? value : row.id);
  });
}

/** The fields of a body that name the row, those of lists' elements too. */
function valuesNaming(input: ConcreteType, body: Values, resource: Resource, row: Row): Values {
  const shown = shownOf(resource, row);
  const valueOf = ({ name, kind, target, element }: FieldSpec): unknown => {
    const present = body[name];
    if (target?.() === resource.entity) return row.id;
    if (element && Array.isArray(present))
      return present.map((one: Values) => ({
        ...one,
        ...valuesNaming(element() as ConcreteType, one, resource, row),
      }));
    const isSameKind = resource.viewFields.some((field) => field.name === name && field.kind === kind);
    return isSameKind ? shown[name] : undefined;
  };
  return Object.fromEntries(
    fieldsOf(input).flatMap((field) => {
      const value = valueOf(field) ?? undefined;
      return value === undefined ? [] : [[field.name, value]];
    }),
  );
}

function shownOf({ viewFields }: Resource, row: Row): Values {
  const values = row as unknown as Values;
  return Object.fromEntries(viewFields.map(({ name }) => [name, values[name]]));
}
