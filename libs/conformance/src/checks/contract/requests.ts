import { areaOf, type FeatureRegistry, type Resource } from '@keelson/kernel';
import { nobody } from '../../catalog/operations.js';
import type { Evidence } from '../../finding.js';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry, Person } from '../../subject.js';
import { shown, type Asking } from '../access/asking.js';

/** Longest body that is shown with a finding, in characters. */
const longestShown = 4_000;

/** The resource that an operation is about: its controller's, or else the one whose permission it asks for. */
export function resourceOf(registry: FeatureRegistry, { resource, rule }: Operation): Resource | undefined {
  if (resource || rule?.kind !== 'permission') return resource;
  return registry.resources.find((one) => rule.permission.startsWith(`${areaOf(one)}:`));
}

/** Who asks an operation: its own organization's owner, so that signing out or changing a user harms no other check. */
export async function askerOf(asking: Asking, operation: Operation): Promise<Person | null> {
  const { subject, world } = asking.judged;
  const { rule, method } = operation;
  if (rule?.kind === 'public') return null;
  if (rule?.kind === 'operator') return world.askerOf(operation);
  return resourceOf(asking.judged.registry, operation) || method === 'GET'
    ? world.owner
    : subject.openOrganization();
}

/** A valid request for an operation, on a row of its own when it writes. */
export async function validRequest(asking: Asking, operation: Operation): Promise<Inquiry> {
  const person = await askerOf(asking, operation);
  const { world } = asking.judged;
  const resource = operation.path.includes('{id}')
    ? resourceOf(asking.judged.registry, operation)
    : undefined;
  const owner = operation.rule?.kind === 'operator' ? world.owner : (person ?? world.owner);
  const id =
    resource &&
    (operation.method === 'GET'
      ? await world.rowOf(owner, resource)
      : await world.newRow(owner, resource, asking.stateFor(operation)));
  return asking.inquiry(operation, person, { id: id ?? nobody });
}

/** A request and its answer for a finding; a body that would fill screens is cut. */
export function evidenceOf(inquiry: Inquiry, answer: Answer, ...notes: readonly string[]): Evidence {
  const text = typeof inquiry.body === 'string' ? inquiry.body : (JSON.stringify(inquiry.body) ?? '');
  if (text.length <= longestShown) return shown(inquiry, answer, ...notes);
  const cut = { ...inquiry, body: text.slice(0, longestShown) };
  return shown(
    cut,
    answer,
    `The body has ${text.length} characters; the first ${longestShown} are shown.`,
    ...notes,
  );
}

interface Violations {
  readonly code?: string;
  readonly errors?: readonly {
    readonly pointer?: string;
    readonly parameter?: string;
    readonly header?: string;
  }[];
}

/** The problem that an answer tells, if it is one. */
export function problemOf({ json }: Answer): Violations | null {
  return typeof json === 'object' && json !== null && 'code' in json ? (json as Violations) : null;
}

/** Whether a problem points at a member of the body, or at one inside it or around it. */
export function pointsAt(answer: Answer, pointer: string): boolean {
  return (problemOf(answer)?.errors ?? []).some(
    ({ pointer: told }) =>
      told !== undefined &&
      (told === pointer || told.startsWith(`${pointer}/`) || (told !== '' && pointer.startsWith(`${told}/`))),
  );
}

/** Whether a problem names a parameter. */
export function namesParameter(answer: Answer, name: string): boolean {
  return (problemOf(answer)?.errors ?? []).some(({ parameter }) => parameter === name.slice(0, 100));
}
