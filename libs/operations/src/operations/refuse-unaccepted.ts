import { validationFailed, type Invocation, type Violation } from '@keelson/kernel';

/**
 * Refuses parameters and members of an input that the operation would not look at: what is silently ignored is a caller's
 * mistake that nobody tells. A class of parameters refuses them itself. Faces that have names of their own for them, as REST has, do this themselves.
 * @throws DomainError `validation_failed`
 */
export function refuseUnaccepted({ operation, params = {}, input }: Invocation): void {
  const { all } = operation.arguments;
  const takesAny = all.some(({ kind }) => kind === 'params' || kind === 'query');
  const names = new Set(all.flatMap((plan) => (plan.kind === 'param' ? plan.name : [])));
  const errors: Violation[] = takesAny
    ? []
    : Object.keys(params)
        .filter((name) => !names.has(name))
        .map((name) => ({ parameter: name.slice(0, 100), detail: 'is not an accepted parameter' }));
  const isGiven = input !== undefined && input !== null;
  if (isGiven && !operation.arguments.input)
    errors.push({ pointer: '', detail: 'is not accepted by this operation' });
  if (errors.length > 0)
    throw validationFailed({
      detail: 'The call has parameters or fields that this operation does not accept; see errors.',
      errors: errors.slice(0, 50),
    });
}
