import { fieldsOf, type FieldSpec } from '@keelson/kernel';
import { nobody } from '../../catalog/operations.js';
import type { Operation } from '../../judged.js';
import { valueOf } from '../../world/field-values.js';
import type { Asking } from '../access/asking.js';
import { concurrently } from '../concurrently.js';
import { isStreamed } from '../streamed.js';
import { evidenceOf, pointsAt, validRequest } from './requests.js';

/** No column of the row can be written by a body that is not declared to hold it, under any of its names. */
export async function judgeMassAssignment(asking: Asking): Promise<void> {
  await concurrently(asking.judged.operations, async (operation) => {
    const { resource, meta, input } = operation;
    if (!resource || !meta) return;
    const taken = new Set(input ? fieldsOf(input).map(({ name }) => name) : []);
    // Not an object; the lines are judged by what becomes of them (semantics/imports.ts).
    if (isStreamed(operation)) return;
    const valid = await validRequest(asking, operation);
    for (const field of resource.fields) {
      const value = foreignValue(asking, operation, field);
      for (const name of new Set([field.name, columnName(field.name)]))
        if (!taken.has(name)) await judgeColumn(asking, operation, valid, name, value);
    }
  });
}

async function judgeColumn(
  asking: Asking,
  operation: Operation,
  valid: Awaited<ReturnType<typeof validRequest>>,
  name: string,
  value: unknown,
): Promise<void> {
  const inquiry = { ...valid, body: { ...(valid.body as object | undefined), [name]: value } };
  const answer = await asking.send(inquiry);
  if (answer.status >= 500) return;
  const shown = (answer.json as Readonly<Record<string, unknown>> | null)?.[name];
  if (answer.status < 400)
    asking.found('mass-assignment', operation, {
      message: `${operation.title} accepts "${name}", which its body does not declare${shown === value ? ', and writes it' : ''}.`,
      mend: 'Read the body with @Input() and a class that has only the accepted fields, and assign only those fields to the row.',
      evidence: evidenceOf(inquiry, answer),
    });
  else if (!pointsAt(answer, `/${name}`))
    asking.found('pointer-missing', operation, {
      message: `${operation.title} rejects "${name}" with ${answer.status}, but the error does not point to it.`,
      mend: 'Read the body with @Input() and a class with fields, which reports every error with its location.',
      evidence: evidenceOf(inquiry, answer),
    });
  else asking.held('mass-assignment', operation);
}

/** A value that would do harm if it were taken. */
export function foreignValue(asking: Asking, { resource }: Operation, field: FieldSpec): unknown {
  const { stranger } = asking.judged.world;
  if (field.name === 'organizationId') return stranger.organizationId;
  if (field.name === 'userId') return stranger.userId;
  if (field.name === 'id') return nobody;
  if (field.name === resource?.state?.name) return field.states?.at(-1);
  return field.kind === 'list' || field.kind === 'json' ? [] : valueOf(field);
}

export function columnName(property: string): string {
  return property.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
