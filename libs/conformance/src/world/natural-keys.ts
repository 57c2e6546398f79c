import { areaOf, fieldsOf, type FeatureRegistry, type Resource } from '@keelson/kernel';
import type { Operation } from '../judged.js';

/**
 * The fields of an input of a controller of one's own that are called like, and hold the same kind of text as, what is
 * unique in the rows of the resource whose permission it asks for: they may name such a row.
 */
export function naturalKeysOf(
  { resources }: Pick<FeatureRegistry, 'resources'>,
  { resource: own, rule, input, path }: Operation,
): { readonly resource: Resource | undefined; readonly names: readonly string[] } {
  const none = { resource: undefined, names: [] };
  if (own || !input || rule?.kind !== 'permission' || path.includes('{')) return none;
  const resource = resources.find((one) => rule.permission.startsWith(`${areaOf(one)}:`));
  if (resource?.tenancy !== 'organization') return none;
  const unique = new Set(
    resource.fields.flatMap((field) => (field.unique && field.kind === 'text' ? [field.name] : [])),
  );
  const names = fieldsOf(input).flatMap(({ name, kind }) =>
    kind === 'text' && unique.has(name) ? [name] : [],
  );
  return { resource, names };
}
