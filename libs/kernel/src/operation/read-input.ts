import { validateSync, type ValidationError } from 'class-validator';
import type { Violation } from '../errors/domain-error.js';
import { fieldsOf, type FieldSpec } from '../fields/field-registry.js';
import { instantOf } from '../fields/instant.js';
import type { ConcreteType } from '../fields/json-schema.js';
import { noObject, wrongInput } from './refusals.js';

type Members = Readonly<Record<string, unknown>>;

/** What the body of an input names. */
const namedMembers = new WeakMap<object, ReadonlySet<string>>();

/**
 * An instance of `type` out of a JSON body: unknown members, missing and null ones and every broken rule are told at
 * once, each with its JSON Pointer (RFC 6901).
 * @param current for a merge patch (RFC 7396): the row that the body changes; the merged whole is validated
 * @throws DomainError `validation_failed`
 */
export function readInput<T extends object>(type: ConcreteType<T>, body: unknown, current?: object): T {
  const members = asMembers(body);
  if (!members) throw noObject();
  const { input, violations } = validated(type, current ? mergedImage(type, current, members) : members);
  if (violations.length > 0) throw wrongInput(violations);
  namedMembers.set(input, new Set(Object.keys(members)));
  return input;
}

/** An instance of a class of fields, and all that is wrong with it. */
export function validated<T extends object>(
  type: ConcreteType<T>,
  members: Members,
): { readonly input: T; readonly violations: Violation[] } {
  const violations: Violation[] = [];
  const input = instantiate(type, members, '', violations) as T;
  collect(
    // A class without fields has no rules, which class-validator would take for a mistake.
    validateSync(input, { forbidUnknownValues: fieldsOf(type).length > 0 }),
    '',
    violations,
    new Set(violations.map((one) => one.pointer)),
  );
  return { input, violations };
}

/**
 * Whether the body that `input` was read from names the member. What a merge patch leaves out holds the row's own value:
 * what follows from that value (a price, a check of the row it refers to) was settled when it was written, and stays.
 */
export function isNamed<T extends object>(input: T, member: keyof T & string): boolean {
  return namedMembers.get(input)?.has(member) ?? Object.hasOwn(input, member);
}

/** Of an input, what its body names and no more. */
export function namedOnly<T extends object>(input: T): Partial<T> {
  const members = Object.entries(input) as [keyof T & string, T[keyof T & string]][];
  return Object.fromEntries(members.filter(([name]) => isNamed(input, name))) as Partial<T>;
}

function asMembers(value: unknown): Members | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null;
}

function mergedImage(type: ConcreteType, current: object, patch: Members): Members {
  const image: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const field of fieldsOf(type))
    image[field.name] = imageOf(field, (current as Record<string, unknown>)[field.name]);
  for (const [name, value] of Object.entries(patch)) image[name] = value;
  return image;
}

/** A stored value as the client would have sent it: a list's elements without what the operation added to them. */
function imageOf(field: FieldSpec, value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (!field.element || !Array.isArray(value)) return value;
  const names = fieldsOf(field.element()).map((part) => part.name);
  return value.map((element: Members) => Object.fromEntries(names.map((name) => [name, element[name]])));
}

function instantiate(type: ConcreteType, members: Members, at: string, violations: Violation[]): object {
  const input = new type() as Record<string, unknown>;
  const fields = fieldsOf(type);
  const known = new Set(fields.map((field) => field.name));
  for (const name of Object.keys(members))
    if (!known.has(name))
      violations.push({ pointer: pointerTo(at, name), detail: 'is not an accepted field' });
  for (const field of fields) {
    const pointer = pointerTo(at, field.name);
    const given = Object.hasOwn(members, field.name) ? members[field.name] : undefined;
    if (given === undefined && field.fallback !== undefined) input[field.name] = field.fallback;
    else if (given === undefined || given === null) {
      input[field.name] = null;
      if (field.required)
        violations.push({ pointer, detail: given === null ? 'must not be null' : 'is required' });
    } else input[field.name] = valueOf(field, given, pointer, violations);
  }
  return input;
}

function valueOf(field: FieldSpec, given: unknown, pointer: string, violations: Violation[]): unknown {
  if (field.kind === 'instant' && typeof given === 'string') return instantOf(given) ?? given;
  // UUIDs are equal in any case (RFC 9562, section 4); code compares them as text, so they have one spelling inside.
  if ((field.kind === 'id' || field.kind === 'reference') && typeof given === 'string')
    return given.toLowerCase();
  return field.element ? listOf(field, field.element() as ConcreteType, given, pointer, violations) : given;
}

/** The elements of a list. What is no list of objects goes no further: a validator that walks it could be led astray. */
function listOf(
  field: FieldSpec,
  element: ConcreteType,
  given: unknown,
  pointer: string,
  violations: Violation[],
): object[] {
  // Beyond the bound the list is refused anyway; there is no use in reading all of it.
  const list = Array.isArray(given) ? given.slice(0, (field.schema.maxItems ?? given.length) + 1) : null;
  const elements = (list ?? []).map(asMembers);
  const wrong = elements.indexOf(null);
  if (!list || wrong >= 0) {
    violations.push({
      pointer,
      detail: list ? `must contain only objects; element ${wrong} is not an object` : 'must be an array',
    });
    return [];
  }
  return elements.map((members, index) =>
    instantiate(element, members ?? {}, `${pointer}/${index}`, violations),
  );
}

function collect(
  errors: readonly ValidationError[],
  at: string,
  violations: Violation[],
  told: Set<string | undefined>,
): void {
  for (const error of errors) {
    const pointer = pointerTo(at, error.property);
    if (error.constraints && !told.has(pointer)) {
      const [first] = Object.values(error.constraints);
      // A sentence of class-validator's own begins with the name; the pointer tells it.
      const detail = String(first);
      const name = `${error.property} `;
      violations.push({ pointer, detail: detail.startsWith(name) ? detail.slice(name.length) : detail });
    }
    if (error.children) collect(error.children, pointer, violations, told);
  }
}

function pointerTo(at: string, name: string): string {
  return `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
