import type { Resource } from '@keelson/kernel';
import type { Operation } from '../judged.js';
import type { Answer, Inquiry } from '../subject.js';

export type Members = Readonly<Record<string, unknown>>;

/** Told of each exchange of the run, whichever check has sent it. */
export type ExchangeJudge = (operation: Operation, inquiry: Inquiry, answer: Answer) => void | Promise<void>;

/** The value as an object with members; null where it is none. */
export function membersOf(value: unknown): Members | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null;
}

/** The row that stands in the path of a request; null where none does. */
export function idInPath({ path }: Pick<Operation, 'path'>, url: string): string | null {
  const at = path.split('/').indexOf('{id}');
  return at < 0 ? null : (url.split('?', 1)[0]?.split('/')[at] ?? null);
}

/** The row that an accepted write was about; null where neither its address nor its answer names one. */
export function rowWritten(operation: Operation, { url }: Inquiry, { json }: Answer): string | null {
  const id = idInPath(operation, url) ?? membersOf(json)?.['id'];
  return typeof id === 'string' && id !== '' ? id : null;
}

/** Whether the rows of a resource are kept apart by organization, so that they can be read as one. */
export function isOfOrganizations(resource: Resource | undefined): resource is Resource {
  return resource?.tenancy === 'organization' && resource.audience !== 'operators';
}
