import {
  currentCaller,
  currentScope,
  everything,
  maybeContext,
  type Predicate,
  type Visibility,
} from '@keelson/kernel';
import { always, joined, predicateSql, type Fragment } from './predicate-sql.js';
import { boundId } from './stored-scope.js';
import type { TableShape } from './table-shape.js';

/** The part of every WHERE clause that keeps a statement to what the present work may see. */
export interface RowScope {
  readonly fragment: Fragment;
  /** What the caller may see, as data. */
  readonly rule: Predicate<object>;
  /** Where the tenant stands among the fragment's values; empty for the installation's own tables. */
  readonly tenantAt: readonly number[] | 'unbound';
}

const boundFirst = [0] as const;

/**
 * The scope of the present work on a table: the tenant first, then what the caller may see.
 * Work without a caller (jobs, start-up) sees its whole organization.
 * @throws Error outside any organization, for a tenant's table
 */
export function rowScope(shape: TableShape): RowScope {
  const context = maybeContext();
  const caller = context?.caller;
  const scoped = currentScope();
  const visible = shape.resource?.visible as Visibility<object> | undefined;
  // A caller's rule binds a caller's own work; what the system does across organizations states its reason instead.
  const rule = visible && caller && !context?.scope ? visible({ caller }) : everything;
  const ruled = predicateSql(rule, shape);
  const bound = boundId(scoped);
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
