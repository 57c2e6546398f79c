import { applyDecorators } from '@nestjs/common';
import { IsNotEmpty, IsOptional } from 'class-validator';
import { declareField, type Classification, type FieldSpec } from './field-registry.js';
import type { JsonSchema, JsonValue } from './json-schema.js';
import { refuseOtherType } from './property-types.js';

/** What every field can say about itself. */
export interface FieldOptions {
  /** May be null or left out; a field is required unless it says so. */
  readonly optional?: true;
  readonly description?: string;
  /** A value that is accepted as it stands; the docs offer it for trying out. */
  readonly example?: JsonValue;
  /**
   * Who may see its values beside those whom the views show them: nobody (`secret`), nobody in the audit log and in events
   * (`personal`), everyone who sees those (`open`, as without it; a field that is added to an entity of no organization has to say so).
   */
  readonly classified?: Classification | 'open';
  /**
   * What the value names, where it is an id of nothing in this application, so that nobody looks it up: `the id that the
   * bank has given`. The docs say so, and the conformance kit sends no ids of rows to it.
   */
  readonly outside?: string;
  /**
   * What a client is told of a value in the wrong form, in place of the field's own sentence: `must be a SKU such as
   * ROPE-12`. No pattern and no long list: a person reads it.
   */
  readonly message?: string;
}

/** What a value may be left out for. */
export interface Fallback<T> {
  /** The value of a field that an input or a query leaves out. */
  readonly fallback?: T;
}

interface FieldParts extends Omit<FieldSpec, 'name' | 'required' | 'schema' | 'classification' | 'isOpen'> {
  readonly expects: string;
  readonly schema: JsonSchema;
  /** Rules that tell a client what is expected: class-validator's own sentences show patterns and whole lists. */
  readonly rules: (told: { readonly message: string }) => readonly PropertyDecorator[];
}

/** Writes rule and schema together: one without the other is how documents start to drift. */
export function field(
  options: FieldOptions & Fallback<JsonValue>,
  { rules, ...given }: FieldParts,
): PropertyDecorator {
  const parts = { ...(options.fallback !== undefined && { fallback: options.fallback }), ...given };
  const schema: JsonSchema = {
    ...parts.schema,
    ...describedBy(options),
    ...(options.example !== undefined && { examples: [options.example] }),
  };
  const told = { message: options.message ?? `must be ${parts.expects}` };
  const presence = options.optional || parts.fallback !== undefined ? IsOptional() : IsNotEmpty(told);
  return applyDecorators(presence, ...rules(told), (target: object, name: string | symbol) => {
    refuseOtherType(target, String(name), parts.kind);
    declareField(target, {
      ...parts,
      name: String(name),
      required: !options.optional,
      schema,
      ...(options.classified === 'open'
        ? { isOpen: true as const }
        : options.classified && { classification: options.classified }),
      ...(options.outside !== undefined && { outside: options.outside }),
    });
  });
}

function describedBy({ description, outside }: FieldOptions): Pick<JsonSchema, 'description'> {
  const named = outside === undefined ? [] : [`Not looked up: ${outside}.`];
  const sentences = [...(description ? [description] : []), ...named];
  return sentences.length > 0 ? { description: sentences.join(' ') } : {};
}
