import { installationScope, type OwnScope, type Scope, scopeOf } from '@keelson/kernel';

/** What `organization_id` holds in a row of the installation itself: the nil UUID (RFC 9562), so that it is never null. */
const installationId = '00000000-0000-0000-0000-000000000000';

/** What `organization_id` holds in the rows of an owner. */
export function storedScope(scope: OwnScope): string {
  return scope.kind === 'organization' ? scope.organizationId : installationId;
}

/** The owner of a row, from its `organization_id`. */
export function readScope(stored: string): OwnScope {
  return stored === installationId ? installationScope : scopeOf(stored);
}

/** The one value that statements of a scope may bind `organization_id` to; null when there is none or more than one. */
export function boundId(scope: Scope): string | null {
  return scope.kind === 'organization' || scope.kind === 'installation' ? storedScope(scope) : null;
}
