import type { FieldSpec } from './field-registry.js';

/** What TypeScript writes down for a property of each kind; a union of others is an Object to it. */
const propertyTypes: Readonly<Record<FieldSpec['kind'], { readonly type: unknown; readonly write: string }>> =
  {
    id: { type: String, write: 'string' },
    text: { type: String, write: 'string' },
    state: { type: String, write: 'string' },
    reference: { type: String, write: 'string' },
    integer: { type: Number, write: 'number' },
    amount: { type: Number, write: 'number' },
    instant: { type: Date, write: 'Date' },
    flag: { type: Boolean, write: 'boolean' },
    list: { type: Array, write: 'an array' },
    json: { type: Object, write: 'an object' },
  };

/** @throws Error for a property that could never hold the field's values, such as an instant typed as a string */
export function refuseOtherType(target: object, name: string, kind: FieldSpec['kind']): void {
  const { type, write } = propertyTypes[kind];
  const found = Reflect.getMetadata('design:type', target, name) as { readonly name?: string } | undefined;
  if (found === undefined || found === Object || found === type || kind === 'json') return;
  throw new Error(
    `${target.constructor.name}.${name} has the type ${found.name}, but its decorator requires ${write}: change the type or the decorator.`,
  );
}
