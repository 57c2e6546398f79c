import { getMetadataStorage } from 'class-validator';
import { fieldsOf } from './field-registry.js';
import type { AbstractType } from './json-schema.js';

/**
 * Makes sure that each property of an input has its rule and its schema: one without the other is how documents and
 * behavior drift apart. Field decorators write both.
 * @param deep look into the elements of lists as well; their classes must have been loaded
 * @throws Error naming the class, the property and what is missing
 */
export function assertInputClass(type: AbstractType, { deep }: { readonly deep: boolean }): void {
  const fields = fieldsOf(type);
  const declared = new Set(fields.map(({ name }) => name));
  const ruled = ruledNames(type);
  for (const name of ruled)
    if (!declared.has(name))
      throw new Error(
        `${type.name}.${name} has a class-validator rule but no schema: use a kernel field decorator (@Text, @Integer, …), which defines both.`,
      );
  for (const name of declared)
    if (!ruled.has(name))
      throw new Error(
        `${type.name}.${name} has a schema but no validation rule: use a kernel field decorator (@Text, @Integer, …), which defines both.`,
      );
  for (const { element } of fields) if (deep && element) assertInputClass(element(), { deep });
}

function ruledNames(type: AbstractType): ReadonlySet<string> {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type as never, '', false, false);
  return new Set(rules.map(({ propertyName }) => propertyName));
}
