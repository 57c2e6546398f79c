import { fieldsOf, type ConcreteType, type FieldSpec, type JsonValue } from '@keelson/kernel';
import { valueOf } from '../../world/field-values.js';

/**
 * Another value of a field, made of the present one and within the field's bounds; undefined where none is known.
 * References stay: another row must be made for them.
 */
export function otherValue(field: FieldSpec, present: unknown, step = 1): unknown {
  const { schema } = field;
  if (schema.enum) return schema.enum.filter((one) => one !== present)[step - 1] ?? undefined;
  switch (field.kind) {
    case 'text':
      return otherText(field, typeof present === 'string' ? present : String(valueOf(field)), step);
    case 'integer':
    case 'amount': {
      const { minimum = 0, maximum = 2_147_483_647 } = schema;
      const from = typeof present === 'number' ? present : Number(valueOf(field));
      const next = from + step <= maximum ? from + step : from - step;
      return next >= minimum ? next : undefined;
    }
    case 'instant': {
      const from = typeof present === 'string' ? present : '2026-01-31T12:00:00.000Z';
      return new Date(Date.parse(from) + step * 3_600_000).toISOString();
    }
    case 'flag':
      return present !== true;
    default:
      return undefined;
  }
}

function otherText({ schema, length = 255 }: FieldSpec, present: string, step: number): string | undefined {
  if (schema.format === 'email') return `variant${step}@example.com`;
  const mark = step.toString(36);
  const cut = present.slice(0, length - mark.length - 1);
  const candidates = [`${cut} ${mark}`, `${cut}-${mark}`, `${cut}${mark}`, present.slice(0, -1) + mark];
  const pattern = schema.pattern === undefined ? null : new RegExp(schema.pattern);
  return candidates.find(
    (one) => one !== present && one.length >= (schema.minLength ?? 0) && (pattern?.test(one) ?? true),
  );
}

/** The fields of an input that can be given another value, each with how. */
export function variableFields(input: ConcreteType): readonly FieldSpec[] {
  return fieldsOf(input).filter((field) => !field.target && !field.element && field.kind !== 'json');
}

/** A row as a list or a read shows it. */
export type View = Readonly<Record<string, JsonValue>>;

export function idOf(row: View | undefined): string {
  return typeof row?.['id'] === 'string' ? row['id'] : '';
}
