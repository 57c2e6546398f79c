import {
  DomainError,
  fieldsOf,
  readInput,
  sampleId,
  type ConcreteType,
  type FieldSpec,
  type JsonValue,
} from '@keelson/kernel';

/** Stands for an id in examples: UUIDv7, but of no row. */
const anyId = '01890a5d-ac96-774b-bcce-b302099a8057';

/**
 * A body that passes the class's own rules, built from its fields' examples: Swagger UI offers it for trying out.
 * @throws Error naming the field whose example is missing or refused
 */
export function exampleOf(type: ConcreteType): JsonValue {
  const example = build(type);
  try {
    readInput(type, example);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const faults = (error.details.errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`);
    throw new Error(
      `The example of ${type.name} in the docs is invalid (${faults.join('; ')}): set a valid example on the field, such as @Text({ …, example: '…' }).`,
      { cause: error },
    );
  }
  return example;
}

function build(type: ConcreteType): Record<string, JsonValue> {
  return Object.fromEntries(
    fieldsOf(type)
      .filter((field) => (field.required && field.fallback === undefined) || exampleIn(field) !== undefined)
      .map((field) => [field.name, exampleIn(field) ?? made(field)]),
  );
}

function exampleIn(field: FieldSpec): JsonValue | undefined {
  return field.schema.examples?.[0];
}

function made(field: FieldSpec): JsonValue {
  const { schema } = field;
  if (field.element) return [build(field.element() as ConcreteType)];
  if (schema.enum?.[0] !== undefined) return schema.enum[0];
  if (field.target) return sampleId(field.target().name);
  if (schema.format === 'uuid') return anyId;
  if (schema.type === 'integer') return Math.max(1, schema.minimum ?? 1);
  if (schema.type === 'boolean') return true;
  if (schema.type === 'object') return {};
  return titled(field.name)
    .padEnd(schema.minLength ?? 0, '.')
    .slice(0, schema.maxLength);
}

/** `buyerName` → `Buyer name`. */
function titled(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
