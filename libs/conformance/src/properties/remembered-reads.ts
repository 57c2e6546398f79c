import type { Resource } from '@keelson/kernel';
import type { Asking } from '../checks/access/asking.js';
import { evidenceOf, resourceOf } from '../checks/contract/requests.js';
import { workersOf } from '../checks/job-run.js';
import { records } from '../checks/semantics/ledger.js';
import { isStreamed } from '../checks/streamed.js';
import { Snapshots } from '../explore/snapshot.js';
import type { Judged, Operation } from '../judged.js';
import type { Answer, Inquiry, SentStatement, Subject } from '../subject.js';
import { columnsOf, tableOf } from '../world/columns.js';
import { marksIn } from '../world/open-world.js';
import { wordsStoredIn } from '../world/stored-words.js';

const mend =
  'Read the row for each request, or compare versions before you use a cached copy, because other processes write rows, too. If a response may be stale, say for how long: Cache-Control: max-age=….';

/** A read whose answer shows words of the row. */
interface Shown {
  readonly operation: Operation;
  readonly inquiry: Inquiry;
}

/**
 * What another process has written is read: a row is changed straight in SQL, as such a process would, after each read of
 * its resource was made twice. None of them shows a word that is no longer stored, unless its answer says how old
 * it may be, or something hears of the resource's changes and may tell the others.
 */
export async function judgeRememberedReads(asking: Asking): Promise<void> {
  const { judged } = asking;
  const snapshots = new Snapshots(judged.subject, judged.registry);
  for (const resource of judged.resources)
    if (resource.tenancy === 'organization' && resource.create && !isHeardOf(judged, resource))
      await judgeResource(asking, resource, snapshots);
}

async function judgeResource(asking: Asking, resource: Resource, snapshots: Snapshots): Promise<void> {
  const { subject, world } = asking.judged;
  const id = await world.newRow(world.owner, resource);
  const words = id === null ? [] : await wordsOf(asking.judged, resource, id);
  if (id === null || words.length === 0) return;
  const marks = words.flatMap(({ text }) => marksIn(text));
  const reads: Shown[] = [];
  for (const operation of readsOf(asking.judged, resource)) {
    const inquiry = await asking.inquiry(operation, world.owner, { id });
    await asking.send(inquiry);
    const warm = await asking.send(inquiry);
    if (warm.status < 300 && !mayBeOld(warm) && shows(warm, marks)) reads.push({ operation, inquiry });
  }
  const isChanged = reads.length > 0 && (await change(asking.judged, resource, id, words));
  if (!isChanged) return;
  const stored = JSON.stringify(
    [...(await snapshots.of(world.owner.organizationId)).values()].map((rows) => [...rows.values()]),
  );
  const gone = marks.filter((mark) => !stored.includes(mark));
  for (const { operation, inquiry } of reads) {
    const answer = await subject.send(inquiry);
    if (!shows(answer, gone) || tellsHistory(answer.statements) || !(await isStale(subject, answer, gone)))
      asking.held('remembered-read', operation);
    else
      asking.found('remembered-read', operation, {
        message: `${operation.title} still shows old words from a ${resource.name} after another process changed it.`,
        mend,
        evidence: evidenceOf(
          inquiry,
          answer,
          `The row's id is ${id}. These words are no longer in the database: ${gone.join(', ')}.`,
        ),
      });
  }
}

function readsOf({ operations, registry }: Judged, resource: Resource): Operation[] {
  return operations.filter(
    (operation) =>
      operation.method === 'GET' &&
      operation.rule?.kind === 'permission' &&
      !isStreamed(operation) &&
      resourceOf(registry, operation) === resource,
  );
}

/** Whether something in the application is told of what happens to such rows. */
function isHeardOf({ subject }: Judged, { name }: Resource): boolean {
  return workersOf(subject).some(({ subscriber }) =>
    subscriber?.to.some(({ type }) => type.startsWith(`${name}.`)),
  );
}

function mayBeOld({ headers }: Answer): boolean {
  return /\b(?:s-maxage|max-age)=[1-9]/.test(headers['cache-control'] ?? '');
}

function shows({ text }: Answer, marks: readonly string[]): boolean {
  const shown = new Set(marksIn(text));
  return marks.some((mark) => shown.has(mark));
}

/** Whether a shown word stands in none of the tables that were read: it may be copied to one of no organization, too. */
async function isStale(subject: Subject, answer: Answer, gone: readonly string[]): Promise<boolean> {
  const stored = await wordsStoredIn(subject, answer.statements, gone);
  return shows(
    answer,
    gone.filter((mark) => !stored.has(mark)),
  );
}

/** What was recorded of a row stays as it was. */
function tellsHistory(statements: readonly SentStatement[]): boolean {
  return statements.some(({ text }) => [...records].some((table) => new RegExp(`\\b${table}\\b`).test(text)));
}

/** A column's text in which the kit has written a word that stands in no other row. */
interface Word {
  readonly column: string;
  readonly text: string;
}

async function wordsOf({ subject }: Judged, { entity, fields }: Resource, id: string): Promise<Word[]> {
  const [row] = await subject.sql(`SELECT * FROM ${tableOf(subject.application, entity)} WHERE id = ?`, [id]);
  const texts = new Set(fields.filter(({ kind }) => kind === 'text').map(({ name }) => name));
  return columnsOf(subject.application, entity).flatMap(({ property, column }) => {
    const text = row?.[column];
    return texts.has(property) && typeof text === 'string' && marksIn(text).length > 0
      ? [{ column, text }]
      : [];
  });
}

/** Past the application, with words of the same length and a version of its own. @returns whether the table has let it */
function change(
  { subject }: Judged,
  { entity }: Resource,
  id: string,
  words: readonly Word[],
): Promise<boolean> {
  const table = tableOf(subject.application, entity);
  const set = words.map(({ column }) => `${column} = ?`).join(', ');
  const others = words.map(({ text }) =>
    marksIn(text).reduce((all, mark) => all.replaceAll(mark, changed(mark)), text),
  );
  return subject.sql(`UPDATE ${table} SET ${set}, version = version + 1 WHERE id = ?`, [...others, id]).then(
    () => true,
    // A constraint that a migration adds.
    () => false,
  );
}

function changed(mark: string): string {
  return mark.replace(/^by/, 'on');
}
