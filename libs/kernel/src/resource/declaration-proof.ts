import type { FieldSpec } from '../fields/field-registry.js';
import type { Row } from '../fields/rows.js';
import { whyNotForOperators } from './audience.js';
import { knownStates } from './known-states.js';
import type { ResourceOptions } from './resource-options.js';

type Options = ResourceOptions<Row, string>;

/**
 * Proves what a resource declares beside its fields: its path, its states, and a permission for each verb.
 * @param fields all of the entity's
 * @throws Error naming the resource and the fix
 */
export function assertDeclaration(options: Options, fields: readonly FieldSpec[]): void {
  const states = fields.filter((field) => field.kind === 'state');
  const fault =
    faultOfPath(options) ??
    (options.audience === 'operators' ? whyNotForOperators(options) : undefined) ??
    (states.length > 1 ? `has ${states.length} @State fields; only one is allowed.` : undefined) ??
    faultOfStates(options, states[0]) ??
    faultOfVerbs(options) ??
    faultOfPermissions(options) ??
    faultOfAnswers(options);
  if (fault !== undefined) throw new Error(`Resource "${options.path}": ${fault}`);
}

function faultOfPath({ path }: Options): string | undefined {
  return /^[a-z][a-z0-9-]*$/.test(path)
    ? undefined
    : 'the path must be lower case with dashes, such as "purchase-orders".';
}

function faultOfStates({ entity, editableIn = [], remove }: Options, state?: FieldSpec): string | undefined {
  const unknown = editableIn.find((one) => !state?.states?.includes(one));
  if (unknown !== undefined)
    return `editableIn lists "${unknown}", which is not a state of ${entity.name}; ${knownStates(state)}.`;
  if (typeof remove === 'object' && !state?.states?.slice(1).includes(remove.to))
    return `removed rows get the state "${remove.to}", which is not a later state of ${entity.name}; ${knownStates(state)}.`;
  return undefined;
}

function faultOfVerbs(options: Options): string | undefined {
  if (options.export && !options.list)
    return 'has an export but no list; add "list", because an export uses its filters and sort order.';
  if (options.import && (!options.create || options.tenancy !== 'organization'))
    return 'has an import, which requires "create" and rows that belong to an organization; add "create", or remove the import.';
  const { create, update, remove, export: exported, import: imported, permissions } = options;
  for (const [verb, part] of Object.entries({
    read: true,
    create,
    update,
    remove,
    export: exported,
    import: imported,
  })) {
    if (part && !(verb in permissions)) return `declares no permission for "${verb}"; add it to permissions.`;
    if (!part && verb in permissions)
      return `has a permission for "${verb}" but does not declare that verb; remove the permission, or add the verb.`;
  }
  return undefined;
}

function faultOfPermissions({ permissions, members, ownersOnly = [], provenOnly = [] }: Options) {
  for (const [option, keys] of Object.entries({ ownersOnly, provenOnly })) {
    const unknown = keys.find((key) => !(key in permissions));
    if (unknown !== undefined)
      return `${option} lists "${unknown}", which is not one of its permissions; add it, or remove it.`;
  }
  const exclusive = ownersOnly.find((key) => members?.includes(key));
  return exclusive === undefined
    ? undefined
    : `"${exclusive}" is in both members and ownersOnly; remove it from one of them.`;
}

function faultOfAnswers({ answers = {} }: Options): string | undefined {
  const verb = ['read', 'remove', 'export', 'import'].find((one) => one in answers);
  return verb === undefined
    ? undefined
    : `declares an answer for "${verb}", whose response class cannot be changed; remove it.`;
}
