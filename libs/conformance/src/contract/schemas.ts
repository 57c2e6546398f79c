import type { JsonSchema } from '@keelson/kernel';
import type { OpenApiDocument } from '@keelson/platform';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { default as addFormats } from 'ajv-formats';
import type { ContractRule } from './fault.js';

/** One way in which a value does not fit its schema. */
export interface SchemaFault {
  readonly rule: Extract<
    ContractRule,
    'missing-field' | 'extra-field' | 'wrong-type' | 'undeclared-null' | 'wrong-value'
  >;
  /** JSON Pointer to the value, or to the member that is missing or too much. */
  readonly pointer: string;
  readonly message: string;
}

const base = 'https://document.invalid/';

/** Validates values against schemas of one OpenAPI 3.1 document (JSON Schema 2020-12); each is compiled once. */
export class Schemas {
  private readonly strict: Ajv2020;
  /** For parameters and headers, which are text on the wire. */
  private readonly lenient: Ajv2020;
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(private readonly document: OpenApiDocument) {
    this.strict = validator(document, false);
    this.lenient = validator(document, true);
  }

  /** What is wrong with a JSON value; empty when it fits. */
  faultsOf(schema: JsonSchema, value: unknown): SchemaFault[] {
    const validate = this.compile(schema, false);
    if (validate(value)) return [];
    return meaningful(validate.errors ?? []).map((error) => faultOf(error, value));
  }

  /** Whether a text is a value of the schema: `5` of an integer, `true` of a boolean. */
  fitsText(schema: JsonSchema, text: string): boolean {
    return this.compile(schema, true)({ value: text });
  }

  /** The schema behind references. */
  resolve(schema: JsonSchema): JsonSchema {
    let at = schema;
    while (at.$ref !== undefined) at = lookUp(this.document, at.$ref) as JsonSchema;
    return at;
  }

  private compile(schema: JsonSchema, isText: boolean): ValidateFunction {
    const key = `${isText ? 'text' : 'json'} ${JSON.stringify(schema)}`;
    let validate = this.compiled.get(key);
    if (!validate) {
      const absolute = withBase(schema);
      validate = isText
        ? this.lenient.compile({ type: 'object', properties: { value: absolute } })
        : this.strict.compile(absolute as object);
      this.compiled.set(key, validate);
    }
    return validate;
  }
}

/** What a reference inside the document points to. @throws Error when it points to nothing */
export function lookUp(document: OpenApiDocument, reference: string): unknown {
  const found = reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>(
      (at, part) =>
        (at as Record<string, unknown> | undefined)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')],
      document,
    );
  if (found === undefined)
    throw new Error(`The OpenAPI document refers to ${reference}, which does not exist.`);
  return found;
}

function validator(document: OpenApiDocument, coerceTypes: boolean): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, coerceTypes });
  addFormats.default(ajv);
  ajv.addSchema({ $id: base, components: document.components } as object, base);
  return ajv;
}

/** References of a part of the document, as they are from outside of it. */
function withBase(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((one) => withBase(one));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) =>
      key === '$ref' && typeof value === 'string' ? [key, `${base}${value}`] : [key, withBase(value)],
    ),
  );
}

/** Of an `anyOf` with null, what the other branch says. */
function meaningful(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const told = errors.filter(
    ({ keyword, params }) =>
      keyword !== 'anyOf' && !(keyword === 'type' && (params as { type?: unknown }).type === 'null'),
  );
  return (told.length > 0 ? told : errors).slice(0, 10);
}

function faultOf({ keyword, params, instancePath, message }: ErrorObject, whole: unknown): SchemaFault {
  const { missingProperty, additionalProperty } = params as Readonly<Record<string, string | undefined>>;
  const name = missingProperty ?? additionalProperty;
  const pointer = name === undefined ? instancePath : `${instancePath}/${escaped(name)}`;
  const said = `${pointer === '' ? 'the body' : pointer} ${message ?? 'does not match the schema'}`;
  if (keyword === 'required') return { rule: 'missing-field', pointer, message: `${pointer} is missing` };
  if (keyword === 'additionalProperties')
    return { rule: 'extra-field', pointer, message: `${pointer} is not documented` };
  if (keyword !== 'type' && keyword !== 'enum') return { rule: 'wrong-value', pointer, message: said };
  if (valueAt(whole, instancePath) === null)
    return {
      rule: 'undeclared-null',
      pointer,
      message: `${pointer} is null, but its schema does not allow null`,
    };
  return { rule: keyword === 'type' ? 'wrong-type' : 'wrong-value', pointer, message: said };
}

function valueAt(whole: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (at, part) =>
        (at as Record<string, unknown> | null | undefined)?.[
          part.replaceAll('~1', '/').replaceAll('~0', '~')
        ],
      whole,
    );
}

/** A member's name inside a JSON Pointer (RFC 6901). */
export function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
