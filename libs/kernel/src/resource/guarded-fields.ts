import { fieldOf } from '../fields/field-registry.js';
import type { ConcreteType } from '../fields/json-schema.js';
import type { ChosenFields } from './resource.js';

/** What of a resource's declaration guarded fields depend on. */
interface Declaration {
  readonly entity: ConcreteType;
  readonly path: string;
  readonly view: readonly string[];
  readonly permissions: Readonly<Record<string, string>>;
  readonly guarded?: Readonly<Record<string, string | undefined>>;
}

/**
 * The permission of each guarded field.
 * @throws Error for a field that would come out past its permission: through a search, an event or the audit log
 */
export function guardedFields(
  { entity, path, view, guarded = {}, permissions }: Declaration,
  { list }: Pick<ChosenFields, 'list'>,
): ReadonlyMap<string, string> {
  const complain = (text: string) => new Error(`Resource "${path}": ${text}`);
  const found = new Map<string, string>();
  for (const [name, key] of Object.entries(guarded)) {
    if (key === undefined) continue;
    const field = fieldOf(entity, name);
    if (!(key in permissions))
      throw complain(`guards "${name}" with "${key}", which is not one of its permissions; add it.`);
    if (!view.includes(name) || name === 'id' || name === 'version')
      throw complain(`guards "${name}", which is not in its view, or cannot be omitted from it.`);
    if (field.classification !== 'personal')
      throw complain(
        `guards "${name}", which the audit log and events would show to everyone; classify the field: { classified: 'personal' }.`,
      );
    if (list?.search.includes(field))
      throw complain(
        `guards "${name}" and searches it, so anyone could find its words with q=; remove the field from search.`,
      );
    if (list?.sort[0] === field)
      throw complain(`guards "${name}" and sorts by it by default; put another field first.`);
    found.set(name, `${path}:${key}`);
  }
  return found;
}
