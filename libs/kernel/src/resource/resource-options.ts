import type { ConcreteType } from '../fields/json-schema.js';
import type { Row } from '../fields/rows.js';
import type { Reach } from './audience.js';
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
