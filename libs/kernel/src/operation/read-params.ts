import type { Violation } from '../errors/domain-error.js';
import { fieldsOf, type FieldKind, type FieldSpec } from '../fields/field-registry.js';
import type { ConcreteType } from '../fields/json-schema.js';
import { validated } from './read-input.js';
import { wrongParameters } from './refusals.js';

type Values = Readonly<Record<string, unknown>>;

/** The kinds of fields whose values a query can hold, and why not those of the others. */
const unfit: Partial<Record<FieldKind, string>> = {
  list: 'a query cannot contain a list; use an @Input()',
  json: 'a query cannot contain an object; use an @Input()',
  state: 'a state belongs to a row; use @OneOf([…]) with the names of the states',
  reference: 'references are checked only in bodies; use @Identifier(), and read the row from its store',
};

/** Why a field can't be a parameter; undefined for one that can. */
export function whyNoParam({ kind }: FieldSpec): string | undefined {
  return unfit[kind];
}

/**
 * An instance of `type` out of parameters by their names: texts, as a URL has them, or values as JSON has them. What is
 * unknown, repeated, missing or wrong is told at once, in the order of the call.
 * @throws DomainError `validation_failed`
 */
export function readParams<T extends object>(type: ConcreteType<T>, given: unknown): T {
  const values = (given ?? {}) as Values;
  const fields = new Map(fieldsOf(type).map((field) => [field.name, field]));
  const known: Record<string, unknown> = {};
  const unknown: Violation[] = [];
  const repeated = new Set<string>();
  for (const [name, value] of Object.entries(values)) {
    const field = fields.get(name);
    if (!field) unknown.push({ parameter: name.slice(0, 100), detail: 'is not an accepted parameter' });
    else if (Array.isArray(value)) repeated.add(name);
    else known[name] = typeof value === 'string' ? typed(field, value) : value;
  }
  const { input, violations } = validated(type, known);
  const details = new Map(violations.map(({ pointer = '', detail }) => [pointer.slice(1), detail]));
  for (const name of repeated) details.set(name, 'must not be repeated');
  const names = new Set([...Object.keys(values), ...details.keys()]);
  const wrong = [...names].flatMap((parameter) => {
    const detail = details.get(parameter);
    return detail === undefined ? [] : [{ parameter, detail }];
  });
  const errors = [...unknown, ...wrong];
  if (errors.length > 0) throw wrongParameters(errors);
  return input;
}

/** The value that a text stands for; the text itself where it is none, for the field's rules to refuse. */
function typed({ kind }: FieldSpec, text: string): unknown {
  if ((kind === 'integer' || kind === 'amount') && /^-?\d{1,16}$/.test(text)) return Number(text) || 0;
  if (kind === 'flag' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
