import {
  DomainError,
  hiddenFields,
  maybeContext,
  refuseHiddenFields,
  type FieldSpec,
  type ListQuery,
  type Resource,
} from '@keelson/kernel';
import { UnrecoverableError } from 'bullmq';
import { rightsLost, RightsLostError } from '@keelson/jobs/ports';

/** The columns of a file that begins now: those that were asked for, or else all that the caller may see. */
export function columnsFor(resource: Resource, { fields }: ListQuery): readonly string[] {
  if (fields) return fields;
  const hidden = hiddenFields(resource, maybeContext()?.caller);
  return resource.viewFields.map(({ name }) => name).filter((name) => !hidden.includes(name));
}

/** @throws UnrecoverableError when a column that the file began with is no longer in the view */
export function fieldsOfColumns(resource: Resource, columns: readonly string[]): readonly FieldSpec[] {
  return columns.map((name) => {
    const field = resource.viewFields.find((one) => one.name === name);
    if (!field)
      throw new UnrecoverableError(
        `The ${resource.path} no longer have the field "${name}" that the file began with; start the export again.`,
      );
    return field;
  });
}

/**
 * What a file has begun with goes on as it began, or not at all.
 * @throws RightsLostError when the caller may no longer see a column, or a field that the query filters or sorts by
 */
export function assertStillShown(resource: Resource, wanted: ListQuery, columns: readonly string[]): void {
  try {
    refuseHiddenFields(resource, { ...wanted, fields: columns });
  } catch (error) {
    if (error instanceof DomainError) throw new RightsLostError(rightsLost({ ...error.details }));
    throw error;
  }
}
