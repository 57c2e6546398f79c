import {
  fieldsOf,
  type AbstractType,
  type ConcreteType,
  type FieldSpec,
  type JsonValue,
} from '@keelson/kernel';
import { exampleOf } from '../../../libs/openapi/src/schemas/example.js';

export type Body = Record<string, JsonValue>;

/** Ids of rows that a body may refer to, by entity. */
export type References = (target: AbstractType) => string;

let made = 0;

/**
 * A body that is accepted: the examples of the docs, with real rows where it refers to some and values of its own where
 * they must be unique.
 * @param entity whose row is written: its fields say what is unique
 */
export function validBody(input: ConcreteType, references: References, entity?: AbstractType): Body {
  const body = structuredClone(exampleOf(input)) as Body;
  refer(input, body, references);
  for (const field of entity ? fieldsOf(entity) : [])
    if (field.unique && typeof body[field.name] === 'string')
      body[field.name] = `${body[field.name] as string}-${(made += 1)}`;
  return body;
}

function refer(type: AbstractType, body: Body, references: References): void {
  for (const field of fieldsOf(type)) {
    if (field.target && field.name in body) body[field.name] = references(field.target());
    if (field.element)
      for (const one of body[field.name] as unknown as Body[]) refer(field.element(), one, references);
  }
}

/** A field anywhere in a body: one level of lists deep, as inputs are. */
export interface Place {
  /** JSON Pointer (RFC 6901). */
  readonly pointer: string;
  readonly field: FieldSpec;
}

/** Every field of an input, those of lists' first elements included. */
export function placesOf(type: AbstractType, at = ''): Place[] {
  return fieldsOf(type).flatMap((field) => {
    const pointer = `${at}/${field.name}`;
    return [{ pointer, field }, ...(field.element ? placesOf(field.element(), `${pointer}/0`) : [])];
  });
}

/** A copy of the body with another value, or none (undefined), at a pointer. */
export function withValue(body: Body, pointer: string, value: unknown): Body {
  const copy = structuredClone(body);
  const names = pointer.split('/').slice(1);
  const last = names.pop() as string;
  let at: Body = copy;
  for (const name of names) at = at[name] as unknown as Body;
  if (value === undefined) delete at[last];
  else at[last] = value as JsonValue;
  return copy;
}
