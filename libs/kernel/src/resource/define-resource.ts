import type { ConcreteType } from '../fields/json-schema.js';
import { fieldsOf } from '../fields/field-registry.js';
import type { Row } from '../fields/rows.js';
import { folderOf } from './audience.js';
import { assertInputs, chooseFields } from './chosen-fields.js';
import { assertDeclaration } from './declaration-proof.js';
import { guardedFields } from './guarded-fields.js';
import type { ResourceOptions } from './resource-options.js';
import type { DeclaredResource, DeclaredShape } from './resource.js';

/**
 * Declares a collection.
 * @throws Error naming the resource and the fix, when a part names a field that isn't there, a sort field can be null,
 * or a permission of a verb is missing.
 */
export function defineResource<T extends Row, P extends string>(
  options: ResourceOptions<T, P>,
): DeclaredResource<T, P> {
  const { entity, path, audience = 'members', list } = options;
  const fields = fieldsOf(entity);
  const state = fields.find((field) => field.kind === 'state') ?? null;
  assertDeclaration(options as unknown as ResourceOptions<Row, string>, fields);
  const shape: DeclaredShape = {
    view: options.view,
    list: list ? { filter: list.filter ?? [], sort: list.sort, search: list.search ?? [] } : null,
    create: options.create ?? null,
    update: options.update ?? null,
  };
  const declared = { path, audience, entity, tenancy: options.tenancy, shape };
  const chosen = chooseFields(declared, fields);
  assertInputs(declared, fields);
  return {
    ...declared,
    path: `${folderOf(audience)}${path}`,
    reach: options.reach ?? null,
    name: entity.name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase(),
    description: options.description,
    visible: options.visible,
    remove: Boolean(options.remove),
    softRemoval: typeof options.remove === 'object' ? options.remove : null,
    export: Boolean(options.export),
    import: Boolean(options.import),
    editableIn: options.editableIn ?? null,
    answers: new Map(Object.entries(options.answers ?? {}) as [string, ConcreteType][]),
    permissions: options.permissions,
    members: options.members ?? [],
    ownersOnly: options.ownersOnly ?? [],
    provenOnly: options.provenOnly ?? [],
    guarded: guardedFields(options as never, chosen),
    state,
  };
}
