import { withQuery } from '../../catalog/query.js';
import type { Operation } from '../../judged.js';
import type { Person } from '../../subject.js';
import { doneJob, objectsIn } from '../streamed.js';
import { shown, type Asking } from './asking.js';

/** Pages of a list that are read to compare a file with it. */
const mostPages = 50;

/** A file of rows holds no row and no field that the same person's list does not show. */
export async function judgeExports(asking: Asking): Promise<void> {
  const { judged } = asking;
  for (const operation of judged.operations) {
    const { resource, rule, meta } = operation;
    if (!meta?.accepts || !resource?.list || rule?.kind !== 'permission' || operation.path.includes('{'))
      continue;
    const format = operation.parameters.find(({ name }) => name === 'format');
    if (!format?.schema.enum?.includes('ndjson')) continue;
    const permissions = [rule.permission, `${resource.path}:read`, 'jobs:read'];
    const person = {
      ...(await judged.world.member(permissions)),
      title: `a member with only ${permissions.join(', ')}`,
    };
    await judgeExport(asking, operation, person);
  }
}

async function judgeExport(asking: Asking, operation: Operation, person: Person): Promise<void> {
  const { judged } = asking;
  const inquiry = { method: operation.method, url: withQuery(operation.at(), 'format=ndjson'), person };
  const location = await doneJob(judged, await asking.send(inquiry));
  const reading = { method: 'GET', url: `${location}/file`, person };
  const file = await asking.send(reading);
  if (location === null || file.status !== 200)
    return asking.found('export-without-file', operation, {
      message: `${operation.title} produces no file for ${person.title}, who started the export: downloading it returns ${file.status}.`,
      mend: 'Set export: true on the resource.',
      evidence: shown(inquiry, file),
    });
  const rows = objectsIn(file.text);
  const listed = await idsListed(asking, operation, person);
  const fields = new Set(operation.resource?.viewFields.map(({ name }) => name));
  const beyond = rows.find(({ id }) => typeof id !== 'string' || !listed.has(id));
  const hidden = rows.flatMap((row) => Object.keys(row)).find((name) => !fields.has(name));
  if (beyond)
    asking.found('export-beyond-list', operation, {
      message: `${operation.title} exports a row that the list does not show to ${person.title}.`,
      mend: 'Define in the resource\'s "visible" who may see which rows. An export ignores rules in a custom list method.',
      evidence: shown(reading, file, JSON.stringify(beyond)),
    });
  else if (hidden !== undefined)
    asking.found('export-hidden-field', operation, {
      message: `${operation.title} exports the field "${hidden}", which is not in the view.`,
      mend: "Export only the fields in the resource's view.",
      evidence: shown(reading, file),
    });
  else asking.held('export-beyond-list', operation);
}

async function idsListed(asking: Asking, { resource }: Operation, person: Person): Promise<Set<string>> {
  const ids = new Set<string>();
  let cursor: string | null | undefined = null;
  for (let pages = 0; pages < mostPages && cursor !== undefined; pages += 1) {
    const url = `/v1/${resource?.path}?limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const { json } = await asking.send({ method: 'GET', url, person });
    const { data, page } = (json ?? {}) as {
      readonly data?: readonly { readonly id: string }[];
      readonly page?: { readonly next: string | null };
    };
    for (const { id } of data ?? []) ids.add(id);
    cursor = page?.next ?? undefined;
  }
  return ids;
}
