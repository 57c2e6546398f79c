import type { AbstractType, JsonSchema } from './json-schema.js';

/** How a value is stored, compared and written, independent of the database engine. */
export type FieldKind =
  | 'id'
  | 'text'
  | 'integer'
  | 'amount'
  | 'instant'
  | 'flag'
  | 'json'
  | 'list'
  | 'reference'
  | 'state';

/** Data that audit, logs, outbox and idempotency records must not repeat in clear. */
export type Classification = 'secret' | 'personal';

/** One field of an entity or input: what a field decorator has written down. */
export interface FieldSpec {
  readonly name: string;
  readonly kind: FieldKind;
  /** Null is not a value of this field. */
  readonly required: boolean;
  /** What a value is, for a person who gave another: `a currency code such as EUR`. */
  readonly expects?: string;
  /** JSON Schema of one non-null value, as published in the OpenAPI document. */
  readonly schema: JsonSchema;
  /** Greatest number of code points, for text. */
  readonly length?: number;
  /** Unique within the tenant: as written, or ignoring case through a normalized column. */
  readonly unique?: 'exact' | 'ignore-case';
  readonly classification?: Classification;
  /** Whoever declared it has said that it needs no classification. */
  readonly isOpen?: true;
  /** The class of each element of a list. */
  readonly element?: () => AbstractType;
  /** The entity that a reference points to. */
  readonly target?: () => AbstractType;
  /** What its ids name, where that is nothing of this application. */
  readonly outside?: string;
  /** Its texts are permissions that the row grants. */
  readonly grants?: true;
  /** The store writes the caller's member into it, when the row is created or at each write. */
  readonly stamp?: 'created' | 'updated';
  /** How `include=` calls the row that a reference points to, where its usual name is another field's. */
  readonly includedAs?: string;
  /** The states in order; the first is the initial one. */
  readonly states?: readonly string[];
  /** Value of a field that an input leaves out. */
  readonly fallback?: unknown;
  /** The column's default in the database, of a required field that was added to a table that stood. */
  readonly columnDefault?: string | number | boolean;
}

const declared = new WeakMap<object, Map<string, FieldSpec>>();

/** Writes a field of `prototype` down; field decorators call this. */
export function declareField(prototype: object, spec: FieldSpec): void {
  const own = declared.get(prototype) ?? new Map<string, FieldSpec>();
  own.set(spec.name, spec);
  declared.set(prototype, own);
}

/** All fields of a class, inherited ones first, in the order of their declaration. */
export function fieldsOf(type: AbstractType): readonly FieldSpec[] {
  const chain: object[] = [];
  for (let at: object | null = type.prototype as object; at; at = Object.getPrototypeOf(at) as object | null)
    chain.unshift(at);
  const merged = new Map<string, FieldSpec>();
  for (const prototype of chain)
    for (const [name, spec] of declared.get(prototype) ?? []) merged.set(name, spec);
  return [...merged.values()];
}

/**
 * The field `name` of a class.
 * @throws Error naming the class and its fields when there is no such field.
 */
export function fieldOf(type: AbstractType, name: string): FieldSpec {
  return choose(fieldsOf(type), name, type);
}

/** The field `name` among those of `type`. @throws Error as {@link fieldOf} does */
export function choose(fields: readonly FieldSpec[], name: string, type: AbstractType): FieldSpec {
  const found = fields.find((field) => field.name === name);
  if (found) return found;
  const known = fields.map((field) => field.name).join(', ');
  throw new Error(
    `${type.name} has no field "${name}": declare it with a field decorator (@Text, @Integer, …), or use one of ${known}.`,
  );
}
