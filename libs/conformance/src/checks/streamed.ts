import { areaOf, transferFormats, type FeatureRegistry, type Resource } from '@keelson/kernel';
import { createHash } from 'node:crypto';
import { requestTarget } from '../contract/public-addresses.js';
import type { Judged, Operation } from '../judged.js';
import type { Answer, Inquiry, Person } from '../subject.js';
import { runJob } from './job-run.js';

/** Whether an operation reads its body as it comes, a line at a time: what it holds is judged later than the request. */
export function isStreamed({ document }: Pick<Operation, 'document'>): boolean {
  return document?.requestBody?.content[transferFormats.ndjson] !== undefined;
}

/** The resource whose rows the lines become. */
export function resourceOfLines(
  registry: FeatureRegistry,
  { resource, rule }: Operation,
): Resource | undefined {
  if (resource || rule?.kind !== 'permission') return resource;
  return registry.resources.find((one) => rule.permission.startsWith(`${areaOf(one)}:`));
}

/** What the idempotency keys of an operation are kept by. */
export function keyedBy({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
}

/** A request with these lines; those that are texts go as they are. */
export function linesInquiry(
  operation: Operation,
  person: Person | null,
  lines: readonly (object | string)[],
): Inquiry {
  return {
    method: operation.method,
    url: operation.at(),
    person,
    headers: { 'content-type': transferFormats.ndjson },
    body: lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  };
}

/** A request with one line that is right. */
export async function streamedInquiry(
  { registry, world }: Judged,
  operation: Operation,
  person: Person | null,
): Promise<Inquiry> {
  const resource = resourceOfLines(registry, operation);
  const line = resource?.create ? await world.valuesFor(resource.create, world.owner, resource) : {};
  return linesInquiry(operation, person, [line]);
}

/** What stands for a body where a repeated request is compared with the first: of one that is read as it comes, its digest. */
export function comparedBody(operation: Operation, body: unknown): unknown {
  if (body === undefined) return undefined;
  return isStreamed(operation) && typeof body === 'string'
    ? createHash('sha256').update(body).digest('hex')
    : (JSON.parse(JSON.stringify(body)) as unknown);
}

/**
 * Does the job that a 202 names: nothing works in the background of what is judged, so that no row changes meanwhile.
 * @returns the path to ask for the job; null when there is none, nobody processes it, or it fails
 */
export async function doneJob(
  { subject, document }: Judged,
  { status, json }: Answer,
): Promise<string | null> {
  const { id, location } = (json ?? {}) as { readonly id?: string; readonly location?: string };
  if (status !== 202 || id === undefined || location === undefined) return null;
  const target = requestTarget(document, location);
  const run = await runJob(subject, id);
  return run && run.error === null && target !== undefined ? target : null;
}

/** The lines of a file of NDJSON; those that are no objects are left out. */
export function objectsIn(text: string): Readonly<Record<string, unknown>>[] {
  return text.split('\n').flatMap((line) => {
    try {
      const value = JSON.parse(line) as unknown;
      return typeof value === 'object' && value !== null ? [value as Record<string, unknown>] : [];
    } catch {
      return [];
    }
  });
}
