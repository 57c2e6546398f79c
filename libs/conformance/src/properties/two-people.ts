import { areaOf, fieldsOf, type Resource, type Row } from '@keelson/kernel';
import { nobody } from '../catalog/operations.js';
import { withQuery } from '../catalog/query.js';
import type { Operation } from '../judged.js';
import type { Answer, Inquiry, Person } from '../subject.js';
import { Callers } from '../checks/access/callers.js';
import type { Asking } from '../checks/access/asking.js';
import { withoutRequest } from '../checks/access/sameness.js';
import { waysByParameter } from '../checks/access/ways.js';
import { evidenceOf, resourceOf } from '../checks/contract/requests.js';
import { isStreamed } from '../checks/streamed.js';
import { isOfOrganizations, type Members } from './exchange.js';
import { hiddenMend, rowsOf } from './hidden-judge.js';
import { HiddenWords } from './hidden-words.js';
import { workAfter } from './work-after.js';

/** Two members of the same permissions, one of whom has rows that do not exist for the other. */
interface Pair {
  readonly reader: Person;
  readonly permissions: readonly string[];
  /** Makes the rows: the other member, or the owner where members make none. */
  readonly writer: Person;
  readonly hidden: readonly { readonly resource: Resource; readonly row: Members }[];
}

/**
 * Two members of one role, who see different rows, do everything that they may: nothing of a row that is 404 to one comes
 * out in what the other reads, is refused with, or gets from a job; nor does such a row change what the other reads.
 */
export async function judgeTwoPeople(asking: Asking): Promise<void> {
  const pair = await pairOf(asking);
  if (!pair) return;
  for (const operation of asking.judged.operations) {
    const { rule } = operation;
    if (rule?.kind !== 'permission' || !pair.permissions.includes(rule.permission)) continue;
    if (operation.method === 'GET') await read(asking, operation, pair);
    else if (operation.meta?.verb !== 'remove' && !isStreamed(operation))
      await write(asking, operation, pair);
  }
  await judgeCounted(asking, pair);
}

async function pairOf(asking: Asking): Promise<Pair | null> {
  const { subject, world, registry } = asking.judged;
  const permissions = permissionsOfMembers(asking);
  if (!permissions) return null;
  const reader = {
    ...(await subject.join(world.owner, permissions)),
    title: 'one of two members with equal permissions',
  };
  const other = await subject.join(world.owner, permissions);
  const callers = new Callers(asking.judged);
  const hidden: { readonly resource: Resource; readonly row: Members }[] = [];
  let writer = other;
  for (const resource of registry.resources) {
    if (!isOfOrganizations(resource) || !resource.create) continue;
    if (callers.showsEverything(reader, permissions, resource)) continue;
    for (const person of [other, world.owner]) {
      const id = await world.newRow(person, resource);
      const [row] = id === null ? [] : await callers.rows(world.owner, resource, [id]);
      if (!row || callers.shows(reader, permissions, resource, row)) continue;
      hidden.push({ resource, row: JSON.parse(JSON.stringify(row)) as Members });
      if (person === world.owner && hidden.length === 1) writer = world.owner;
      break;
    }
  }
  return hidden.length > 0 ? { reader, permissions, writer, hidden } : null;
}

/** What members have, and what else may be done with rows that are hidden from some, without showing all of them. */
function permissionsOfMembers({ judged }: Asking): string[] | null {
  const { registry, world } = judged;
  const callers = new Callers(judged);
  const someone: Person = { ...world.owner, userId: nobody, memberId: nobody };
  const held = [...registry.permissionsOfRole('member')];
  const hides = (permissions: readonly string[]) =>
    judged.resources.filter(
      (resource) => isOfOrganizations(resource) && !callers.showsEverything(someone, permissions, resource),
    );
  const most = hides(held).length;
  if (most === 0) return null;
  const areas = new Set(hides(held).map((resource) => areaOf(resource)));
  for (const permission of registry.grantablePermissions) {
    const isOfHidden = areas.has(permission.split(':')[0] ?? '') && !held.includes(permission);
    if (isOfHidden && hides([...held, permission]).length === most) held.push(permission);
  }
  return held;
}

async function read(asking: Asking, operation: Operation, { reader, hidden }: Pair): Promise<void> {
  const { world, registry } = asking.judged;
  const { url, headers } = await asking.address(operation, world.owner);
  const rows = hidden.map(({ row }) => row);
  const about = resourceOf(registry, operation);
  const own = hidden.find(({ resource }) => resource === about)?.row;
  const urls = operation.path.includes('{id}')
    ? (await Promise.all(rows.map(({ id }) => asking.address(operation, world.owner, String(id))))).map(
        (one) => one.url,
      )
    : operation.resource
      ? listed(operation, own).map((query) => withQuery(url, query))
      : [url, ...waysByParameter(operation, url, rows)];
  for (const one of urls)
    await asking.send({ method: 'GET', url: one, person: reader, ...(headers && { headers }) });
}

/** A list whole and counted, in each order, and by each filter that the hidden row fits. */
function listed({ resource }: Operation, row: Members | undefined): string[] {
  const { sort = [], filter = [] } = resource?.list ?? {};
  const compared = filter.flatMap(({ name }) => {
    const value = row?.[name];
    return typeof value === 'string' || typeof value === 'number'
      ? [`filter[${name}]=${encodeURIComponent(value)}&count=true`]
      : [];
  });
  return ['limit=200&count=true', ...sort.map(({ name }) => `sort=-${name}&limit=200`), ...compared];
}

/** As it should be, then with what the hidden row has: a text at a time, and all that is no text. */
async function write(asking: Asking, operation: Operation, pair: Pair): Promise<void> {
  const { reader, hidden } = pair;
  const { world, registry } = asking.judged;
  const about = resourceOf(registry, operation);
  const row = hidden.find(({ resource }) => resource === about)?.row ?? {};
  const names = operation.input
    ? fieldsOf(operation.input).filter(({ name }) => (row[name] ?? null) !== null)
    : [];
  const texts = names.filter(({ kind }) => kind === 'text').map(({ name }) => ({ [name]: row[name] }));
  const others = Object.fromEntries(
    names.filter(({ kind }) => kind !== 'text').map(({ name }) => [name, row[name]]),
  );
  const needsRow = operation.path.includes('{id}');
  for (const changes of [{}, ...texts, ...(Object.keys(others).length > 0 ? [others] : [])]) {
    const id = needsRow && about ? await world.newRow(reader, about, asking.stateFor(operation)) : null;
    if (needsRow && id === null) return;
    const body = await world.bodyFor(operation, reader, id ?? undefined);
    const inquiry = await asking.inquiry(operation, reader, { id, body: body && { ...body, ...changes } });
    const answer = await asking.send(inquiry);
    if (answer.status < 300) await judgeWork(asking, operation, pair, inquiry, answer);
  }
}

/** What jobs come to that the reader's request has begun: their results and files are the reader's. */
async function judgeWork(
  asking: Asking,
  operation: Operation,
  { reader, permissions }: Pair,
  inquiry: Inquiry,
  answer: Answer,
): Promise<void> {
  const words = new HiddenWords(asking.judged);
  for (const { by, result, file, error } of await workAfter(asking.judged, answer)) {
    if (error !== null || by.subscriber) continue;
    const text = `${JSON.stringify(result)} ${file ?? ''}`;
    const hidden = await words.in(text, reader, permissions, JSON.stringify(inquiry.body) ?? '');
    if (!hidden) asking.held('hidden-row-told', operation);
    else
      asking.found('hidden-row-told', operation, {
        message: `${operation.title} enqueues "${by.processing.job.name}", and its result contains a word from a ${hidden.resource.name} that "visible" hides from ${reader.title}.`,
        mend: `${hiddenMend} A job can read all rows of its organization: pass it only data that its caller may see, or let it read as the caller.`,
        evidence: { ...evidenceOf(inquiry, answer), ...rowsOf(hidden) },
      });
  }
}

interface Look {
  readonly operation: Operation;
  readonly inquiry: Inquiry;
  readonly answer: Answer;
}

/** How often an answer must have changed with the hidden rows, and not by itself. */
const rounds = 2;

/** What the reader reads is the same to the byte when there are more rows that do not exist for them. */
async function judgeCounted(asking: Asking, pair: Pair): Promise<void> {
  let looks = await lookAround(asking, pair);
  for (let round = 0; round < rounds && looks.length > 0; round += 1) {
    const before = await steady(asking, looks);
    if (!(await hideMore(asking, pair))) return;
    const after = await Promise.all(
      before.map(async (look) => ({ ...look, now: await asking.send(look.inquiry) })),
    );
    const different = after.filter(({ answer, now }) => withoutRequest(answer) !== withoutRequest(now));
    for (const look of after)
      if (!different.includes(look)) asking.held('hidden-row-counted', look.operation);
    looks = different;
    if (round + 1 === rounds)
      for (const { operation, inquiry, answer, now } of different)
        asking.found('hidden-row-counted', operation, {
          message: `${operation.title} responds differently to ${pair.reader.title} after the other writes rows that are hidden from the first (${pair.hidden.map(({ resource }) => resource.path).join(', ')}).`,
          mend: hiddenMend,
          evidence: evidenceOf(inquiry, now, `Before: ${answer.status} ${answer.text}`),
        });
  }
}

async function lookAround(asking: Asking, { reader, permissions }: Pair): Promise<Look[]> {
  const { operations, world, registry } = asking.judged;
  const looks: Look[] = [];
  for (const operation of operations) {
    const { rule, method, path } = operation;
    if (method !== 'GET' || rule?.kind !== 'permission' || !permissions.includes(rule.permission)) continue;
    const about = resourceOf(registry, operation);
    const id = path.includes('{id}') && about ? await world.newRow(reader, about) : null;
    if (path.includes('{id}') && id === null) continue;
    const { url, headers } = await asking.address(operation, world.owner, id);
    const isList = operation.resource && !path.includes('{id}');
    const inquiry: Inquiry = {
      method: 'GET',
      url: isList ? withQuery(url, 'limit=200&count=true') : url,
      person: reader,
      ...(headers && { headers }),
    };
    const answer = await asking.send(inquiry);
    if (answer.status < 300) looks.push({ operation, inquiry, answer });
  }
  return looks;
}

/** Those that are answered the same twice: a clock or a load never is. */
async function steady(asking: Asking, looks: readonly Look[]): Promise<Look[]> {
  const kept: Look[] = [];
  for (const look of looks) {
    const [first, answer] = [await asking.send(look.inquiry), await asking.send(look.inquiry)];
    if (withoutRequest(first) === withoutRequest(answer)) kept.push({ ...look, answer });
  }
  return kept;
}

/** How often rows are made until nothing visible came along. */
const mostTries = 3;

/** Makes another row of each kind that is hidden; whether nothing that the reader sees came along. */
async function hideMore(asking: Asking, { reader, permissions, writer, hidden }: Pair): Promise<boolean> {
  const { world, registry } = asking.judged;
  const callers = new Callers(asking.judged);
  const seen = async () => {
    const all: Row[] = [];
    for (const resource of registry.resources)
      if (resource.tenancy === 'organization')
        for (const row of await callers.rows(world.owner, resource))
          if (callers.shows(reader, permissions, resource, row)) all.push(row);
    return JSON.stringify(all);
  };
  for (let tries = 0; tries < mostTries; tries += 1) {
    const before = await seen();
    for (const { resource } of hidden) await world.newRow(writer, resource);
    if ((await seen()) === before) return true;
  }
  return false;
}
