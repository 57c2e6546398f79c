import { currentCaller, forbidden, withContext, type DeclaredResource } from '@keelson/kernel';

/**
 * Runs work on the rows of a resource as those whom it is for: an operator reaches rows of the installation or of all
 * organizations through it, and nothing else of theirs. Work on a resource for members stays in the caller's organization.
 * @throws DomainError `forbidden` when a resource for operators is used by somebody else
 */
export function asAudience<T>(resource: DeclaredResource | null, work: () => T): T {
  if (resource?.audience !== 'operators') return work();
  if (!currentCaller().isOperator)
    throw forbidden({ detail: `The resource "${resource.path}" is for installation operators.` });
  const reason = `an operator uses the resource ${resource.path}`;
  return withContext({ scope: { kind: 'operated', rows: resource, reason } }, work);
}
