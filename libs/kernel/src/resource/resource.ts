import type { ConcreteType } from '../fields/json-schema.js';
import { fieldOf, fieldsOf, type FieldSpec } from '../fields/field-registry.js';
import type { Row } from '../fields/rows.js';
import { areaOf, folderOf, whyNotForOperators, type Audience, type Reach } from './audience.js';
import { knownStates } from './known-states.js';
import { guardedFields } from './guarded-fields.js';
import { inputFrom, viewFrom } from './shapes.js';
import type { SoftRemoval } from './soft-removal.js';
import type { Visibility } from './visibility.js';

/** Whose rows these are: an organization's, a user's, or the installation's own. */
export type Tenancy = 'organization' | 'user' | 'system';

export type FieldName<T> = keyof T & string;

/** Verbs that come with a resource when their part of it is declared. */
export type StandardVerb = 'list' | 'read' | 'create' | 'update' | 'remove';

interface CommonOptions<T extends Row, P extends string> {
  /** The collection below `/v1`, in the plural: `orders`. Below `/v1/installation` for operators. */
  readonly path: string;
  readonly entity: ConcreteType<T>;
  readonly tenancy: Tenancy;
  /** What the collection is about, in a sentence; the docs show it. */
  readonly description: string;
  /** The fields that leave. A field that is not named here never does. */
  readonly view: readonly FieldName<NoInfer<T>>[];
  /** The rows a caller may see; `() => everything` must be said. */
  readonly visible: Visibility<NoInfer<T>>;
  /** Fields to filter by (equal, gte, lte, in, prefix) and to sort by (the first one, descending, unless asked). */
  readonly list?: {
    readonly filter?: readonly FieldName<NoInfer<T>>[];
    readonly sort: readonly FieldName<NoInfer<T>>[];
    /** Text fields whose words `q=` finds by their beginnings, whatever their case and accents. */
    readonly search?: readonly FieldName<NoInfer<T>>[];
  };
  /** The fields that a new row takes from a client, or a class of fields. */
  readonly create?: readonly FieldName<NoInfer<T>>[] | ConcreteType;
  /** The fields that a merge patch may change, or a class of fields. */
  readonly update?: readonly FieldName<NoInfer<T>>[] | ConcreteType;
  /**
   * Rows can be deleted; or, where others keep referring to them, put into a state for good: lists show such a row only to
   * a filter on the state, no new reference may point to it, and `include=` still shows it.
   */
  readonly remove?: true | SoftRemoval;
  /** `POST /v1/<path>/export`: the rows of a list as a file, which a job writes. Needs `list` and a permission. */
  readonly export?: true;
  /** `POST /v1/<path>/import`: new rows out of a file, each as `create` takes it, which a job reads. Needs a permission. */
  readonly import?: true;
  /** Rows can be changed and deleted only while in these states. */
  readonly editableIn?: readonly string[];
  /**
   * Classes that `create`, `update` or actions answer with instead of the view: `{ create: IssuedKey }`. An answer with a
   * secret field shows it once, and is never stored for the replay of its request.
   */
  readonly answers?: { readonly [K in NoInfer<P>]?: ConcreteType };
  /** Each permission of the resource and what it allows: the verbs (`read` covers the list) and the actions. */
  readonly permissions: Readonly<Record<P, string>>;
}

interface MembersOptions<T extends Row, P extends string> {
  readonly audience?: 'members';
  /** The permissions that plain members have; owners and admins have all. */
  readonly members: readonly NoInfer<P>[];
  /** The permissions that only owners have: no other role, and no role that an organization makes, can hold them. */
  readonly ownersOnly?: readonly NoInfer<P>[];
  /** The permissions that an account has only once its email address is proven, whatever its role. */
  readonly provenOnly?: readonly NoInfer<P>[];
  /**
   * Fields of the view with the permission that shows them: `{ email: 'read-addresses' }`. For a caller without it they
   * are left out of answers, includes and exports, and cannot be filtered or sorted by.
   */
  readonly guarded?: { readonly [K in FieldName<NoInfer<T>>]?: NoInfer<P> };
  readonly reach?: never;
}

interface OperatorsOptions {
  /**
   * The routes are below `/v1/installation`, and the permissions, `installation-<path>:<key>`, are operators': no role of
   * an organization has them. The entity may have a resource for members as well.
   */
  readonly audience: 'operators';
  /** For rows of organizations: whether operators reach those of all, or only the installation's own. */
  readonly reach?: Reach;
  readonly members?: never;
  readonly ownersOnly?: never;
  readonly provenOnly?: never;
  readonly guarded?: never;
}

export type ResourceOptions<T extends Row, P extends string> = CommonOptions<T, P> &
  (MembersOptions<T, P> | OperatorsOptions);

/** Data and policy of one collection, checked: the one source of its routes, documents, permissions, audit and events. */
export interface Resource<T extends Row = Row, P extends string = string> {
  /** Below `/v1`: `orders`, `installation/organizations`. */
  readonly path: string;
  readonly audience: Audience;
  /** Which rows of organizations operators reach; null for members, and for rows of no organization. */
  readonly reach: Reach | null;
  /** Singular: `order`; the aggregate in event types. */
  readonly name: string;
  readonly entity: ConcreteType<T>;
  readonly tenancy: Tenancy;
  readonly description: string;
  readonly view: ConcreteType;
  readonly viewFields: readonly FieldSpec[];
  readonly visible: Visibility<T>;
  readonly list: {
    readonly filter: readonly FieldSpec[];
    readonly sort: readonly FieldSpec[];
    readonly search: readonly FieldSpec[];
  } | null;
  readonly create: ConcreteType | null;
  readonly update: ConcreteType | null;
  readonly remove: boolean;
  /** What removal does to a row that is kept; null where it is deleted. */
  readonly softRemoval: SoftRemoval | null;
  readonly export: boolean;
  readonly import: boolean;
  readonly editableIn: readonly string[] | null;
  /** What verbs answer with that do not answer with the view. */
  readonly answers: ReadonlyMap<string, ConcreteType>;
  readonly permissions: Readonly<Record<P, string>>;
  readonly members: readonly P[];
  readonly ownersOnly: readonly P[];
  readonly provenOnly: readonly P[];
  /** The full name of the permission that shows a field, for fields that need one. */
  readonly guarded: ReadonlyMap<string, string>;
  /** The field that holds the row's state, when it has one. */
  readonly state: FieldSpec | null;
  /** References of the view that `include=` can follow, by the name of the include: `product` for `productId`. */
  readonly includes: ReadonlyMap<string, FieldSpec>;
}

/**
 * Declares a collection.
 * @throws Error naming the resource and the mend, when a part names a field that isn't there, a sort field can be null,
 * or a permission of a verb is missing.
 */
export function defineResource<T extends Row, P extends string>(
  options: ResourceOptions<T, P>,
): Resource<T, P> {
  const { entity, path, audience = 'members' } = options;
  const complain = (text: string) => new Error(`Resource "${path}": ${text}`);
  if (!/^[a-z][a-z0-9-]*$/.test(path))
    throw complain('the path must be lower case with dashes, such as "purchase-orders".');
  const unfit = audience === 'operators' ? whyNotForOperators(options) : undefined;
  if (unfit) throw complain(unfit);

  const viewFields = options.view.map((name) => fieldOf(entity, name));
  const secret = viewFields.find((field) => field.classification === 'secret');
  if (secret)
    throw complain(
      `the view shows "${secret.name}", which is classified as secret; remove it from the view.`,
    );

  const states = fieldsOf(entity).filter((field) => field.kind === 'state');
  if (states.length > 1) throw complain(`has ${states.length} @State fields; only one is allowed.`);
  for (const state of options.editableIn ?? [])
    if (!states[0]?.states?.includes(state))
      throw complain(
        `editableIn lists "${state}", which is not a state of ${entity.name}; ${knownStates(states[0])}.`,
      );

  const filter = (options.list?.filter ?? []).map((name) => fieldOf(entity, name));
  const sort = (options.list?.sort ?? []).map((name) => fieldOf(entity, name));
  const search = (options.list?.search ?? []).map((name) => fieldOf(entity, name));
  for (const field of search)
    if (field.kind !== 'text' || options.tenancy !== 'organization')
      throw complain(`searches "${field.name}"; only text fields of tenant rows can be searched.`);
  for (const field of sort)
    if (!field.required)
      throw complain(
        `sorts by "${field.name}", which can be null, so rows without a value would be missing from the list; make the field required, or remove it from sort.`,
      );
  for (const field of [...filter, ...sort, ...search])
    if (!options.view.includes(field.name as FieldName<T>))
      throw complain(
        `filters, sorts or searches by "${field.name}", which the view does not show, so its values could be guessed by filtering; add the field to the view, or remove it from the list.`,
      );
  for (const field of [...filter, ...sort])
    if (field.kind === 'list' || field.kind === 'json' || (field.length ?? 0) > 255)
      throw complain(
        `filters or sorts by "${field.name}", which no index can serve (${field.kind}); remove the field from the list.`,
      );

  const nameless = viewFields.find((field) => field.kind === 'reference' && !field.name.endsWith('Id'));
  if (nameless)
    throw complain(
      `shows the reference "${nameless.name}", which include=${nameless.name} would replace with the referenced row; rename the field to "${nameless.name}Id".`,
    );

  const includes = new Map(
    viewFields
      // What operators see of a reference is its id: the row that it points to is another resource's.
      .filter((field) => field.kind === 'reference' && audience === 'members')
      .map((field) => [field.includedAs ?? field.name.replace(/Id$/, ''), field]),
  );
  const shadowed = viewFields.find(({ name }) => includes.has(name));
  if (shadowed)
    throw complain(
      `shows "${shadowed.name}", which include=${shadowed.name} would replace with the row that "${includes.get(shadowed.name)?.name}" refers to; name that row: @Ref(() => …, { includedAs: '…' }).`,
    );

  const verbs: Record<string, boolean> = {
    read: true,
    create: Boolean(options.create),
    update: Boolean(options.update),
    remove: Boolean(options.remove),
    export: Boolean(options.export),
    import: Boolean(options.import),
  };
  if (options.export && !options.list)
    throw complain(
      'has an export but no list; add "list", because an export uses its filters and sort order.',
    );
  if (options.import && (!options.create || options.tenancy !== 'organization'))
    throw complain(
      'has an import, which requires "create" and rows that belong to an organization; add "create", or remove the import.',
    );
  for (const [verb, present] of Object.entries(verbs)) {
    if (present && !(verb in options.permissions))
      throw complain(`declares no permission for "${verb}"; add it to permissions.`);
    if (!present && verb in options.permissions)
      throw complain(
        `has a permission for "${verb}" but no such verb; remove the permission, or add the verb.`,
      );
  }

  const softRemoval = typeof options.remove === 'object' ? options.remove : null;
  if (softRemoval && !states[0]?.states?.slice(1).includes(softRemoval.to))
    throw complain(
      `removed rows are put into the state "${softRemoval.to}", which is not a later state of ${entity.name}; ${knownStates(states[0])}.`,
    );
  for (const [option, keys] of Object.entries({
    ownersOnly: options.ownersOnly ?? [],
    provenOnly: options.provenOnly ?? [],
  }))
    for (const key of keys)
      if (!(key in options.permissions))
        throw complain(
          `${option} lists "${key}", which is not one of its permissions; add it, or remove it.`,
        );
  const exclusive = options.ownersOnly?.find((key) => options.members?.includes(key));
  if (exclusive !== undefined)
    throw complain(`"${exclusive}" is in both members and ownersOnly; remove it from one of them.`);
  const guarded = guardedFields(options as never, { sort, search }, complain);

  for (const verb of ['read', 'remove', 'export', 'import'])
    if (options.answers && verb in options.answers)
      throw complain(`declares an answer of "${verb}", which never answers with another class; remove it.`);

  const singular = entity.name;
  const title = audience === 'operators' ? `Installation${singular}` : singular;
  return {
    path: `${folderOf(audience)}${path}`,
    audience,
    reach: options.reach ?? null,
    name: singular.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase(),
    entity,
    tenancy: options.tenancy,
    description: options.description,
    view: viewFrom(entity, options.view, title),
    viewFields,
    visible: options.visible,
    list: options.list ? { filter, sort, search } : null,
    create: inputFrom(entity, options.create, `New${title}`, 'create'),
    update: inputFrom(entity, options.update, `${title}Changes`, 'update'),
    remove: Boolean(options.remove),
    softRemoval,
    export: Boolean(options.export),
    import: Boolean(options.import),
    editableIn: options.editableIn ?? null,
    answers: new Map(Object.entries(options.answers ?? {}) as [string, ConcreteType][]),
    permissions: options.permissions,
    members: options.members ?? [],
    ownersOnly: options.ownersOnly ?? [],
    provenOnly: options.provenOnly ?? [],
    guarded,
    state: states[0] ?? null,
    includes,
  };
}

/** Whether a verb or action answers with a secret. */
export function answersSecret({ answers }: Pick<Resource, 'answers'>, verb: string): boolean {
  const answer = answers.get(verb);
  return answer !== undefined && fieldsOf(answer).some(({ classification }) => classification === 'secret');
}

/** The full name of one of the resource's permissions: `orders:place`, `installation-organizations:close` for operators. */
export function permissionOf(resource: Pick<Resource, 'path'>, key: string): string {
  return `${areaOf(resource)}:${key}`;
}
