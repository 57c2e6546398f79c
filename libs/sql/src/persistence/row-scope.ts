import {
  currentCaller,
  currentScope,
  everything,
  installationScope,
  maybeContext,
  type Predicate,
  type Scope,
  type Visibility,
} from '@keelson/kernel';
import { operatedOn, type TenantPlaces } from './certified-statement.js';
import { always, joined, predicateSql, type Fragment } from './predicate-sql.js';
import { boundId, storedScope } from './stored-scope.js';
import type { TableShape } from './table-shape.js';

/** The part of every WHERE clause that keeps a statement to what the present work may see. */
export interface RowScope {
  readonly fragment: Fragment;
  /** What the caller may see, as data. */
  readonly rule: Predicate<object>;
  /** Where the tenant stands among the fragment's values. */
  readonly tenantAt: TenantPlaces;
}

const boundFirst = [0] as const;

/**
 * The scope of the present work on a table: the tenant first, then what the caller may see.
 * Work without a caller (jobs, start-up) sees its whole organization.
 * @throws Error outside any organization, for a tenant's table
 */
export function rowScope(shape: TableShape): RowScope {
  const scoped = currentScope();
  const rule = ruleOf(shape, scoped);
  const ruled = predicateSql(rule, shape);
  const bound = boundOf(shape, scoped);
  if (ruled === always && bound !== null && shape.tenantCondition)
    return {
      fragment: { sql: shape.tenantCondition, values: [bound], tenantAt: boundFirst },
      rule,
      tenantAt: boundFirst,
    };

  if (shape.declaration.tenancy === 'system' || !shape.tenant) return { fragment: ruled, rule, tenantAt: [] };
  if (shape.declaration.tenancy === 'user') {
    if (scoped.kind === 'across') return { fragment: ruled, rule, tenantAt: [] };
    const own: Fragment = { sql: `${shape.quote('user_id')} = ?`, values: [currentCaller().userId] };
    return { fragment: joined([own, ruled], ' AND '), rule, tenantAt: [] };
  }
  if (scoped.kind === 'across') return { fragment: ruled, rule, tenantAt: 'unbound' };
  if (isOperated(shape, scoped) && scoped.rows.reach === 'all')
    return { fragment: ruled, rule, tenantAt: operatedOn(shape.table) };
  if (bound === null)
    throw new Error(
      `${shape.declaration.entity.name}: no organization is in scope. Run this in a request, asOrganization(id, …) or acrossOrganizations(reason, …).`,
    );
  const tenant: Fragment = {
    sql: `${shape.quote(shape.tenant.column)} = ?`,
    values: [bound],
    tenantAt: boundFirst,
  };
  return { fragment: joined([tenant, ruled], ' AND '), rule, tenantAt: boundFirst };
}

type Operated = Extract<Scope, { readonly kind: 'operated' }>;

/** Whether these are the rows that an operator's work is about; others are as hidden from it as without any scope. */
function isOperated({ entity }: TableShape, scope: Scope): scope is Operated {
  return scope.kind === 'operated' && scope.rows.entity === entity;
}

function ruleOf(shape: TableShape, scope: Scope): Predicate<object> {
  const context = maybeContext();
  const caller = context?.caller;
  const shown = isOperated(shape, scope) ? scope.rows : shape.resource;
  const visible = shown?.visible as Visibility<object> | undefined;
  // A caller's rule binds a caller's own work; what the system does across organizations states its reason instead.
  const isOwn = !context?.scope || scope.kind === 'operated';
  return visible && caller && isOwn ? visible({ caller }) : everything;
}

/** The one value that statements of a scope may bind the tenant of these rows to; null when there is none or more than one. */
export function boundOf(shape: TableShape, scope: Scope): string | null {
  return isOperated(shape, scope) && scope.rows.reach === 'installation'
    ? storedScope(installationScope)
    : boundId(scope);
}
