import type { AbstractType } from '../fields/json-schema.js';
import type { Visibility } from './visibility.js';

/** Whom a resource serves: the members of organizations, or the operators of the installation. */
export type Audience = 'members' | 'operators';

/** The rows of organizations that operators reach: those of all organizations, or only the installation's own. */
export type Reach = 'all' | 'installation';

/** What an operator's work on a resource may touch; nothing else of any organization. */
export interface OperatedRows {
  readonly entity: AbstractType;
  readonly visible: Visibility<never>;
  /** Null for rows that belong to no organization. */
  readonly reach: Reach | null;
}

/** Where operators' resources are, below `/v1`. */
const operatorsFolder = 'installation';

/** The part of a resource's path that stands before the collection. */
export function folderOf(audience: Audience): string {
  return audience === 'operators' ? `${operatorsFolder}/` : '';
}

/** What names that must be unique in the application are made of: `orders`; `installation-organizations` for operators. */
export function areaOf({ path }: { readonly path: string }): string {
  return path.replace('/', '-');
}

/** The same in the singular. */
export function titleOf(resource: { readonly audience: Audience; readonly name: string }): string {
  return resource.audience === 'operators' ? `${operatorsFolder}-${resource.name}` : resource.name;
}

interface OperatorOptions {
  readonly tenancy: string;
  readonly reach?: Reach | undefined;
  readonly members?: readonly string[] | undefined;
  readonly export?: true | undefined;
  readonly import?: true | undefined;
  readonly list?: { readonly search?: readonly string[] } | undefined;
}

/** Why a resource for operators can't be as it is declared; undefined when it can. */
export function whyNotForOperators({
  tenancy,
  reach,
  members,
  list,
  ...options
}: OperatorOptions): string | undefined {
  if (tenancy === 'organization' && reach === undefined)
    return 'is for operators but does not say which rows they can reach; add reach: "all" for the rows of all organizations, or reach: "installation" for the installation\'s own rows.';
  if (tenancy !== 'organization' && reach !== undefined)
    return `sets reach, but its rows do not belong to organizations (tenancy "${tenancy}"); remove reach.`;
  if (members !== undefined)
    return 'is for operators; remove "members", which is for roles of organizations.';
  if (options.export || options.import)
    return 'is for operators and cannot be exported or imported, because files belong to an organization; remove "export" and "import".';
  if (list?.search) return 'is for operators and cannot be searched by words; filter with [prefix] instead.';
  return undefined;
}
