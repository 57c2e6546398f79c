import { largestPage } from '@keelson/kernel';
import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import type { Answer, Inquiry, SentStatement } from '../../subject.js';
import { shown } from '../access/asking.js';
import { mostExaminedFor, steadyPlanOf, type Plan } from './plan.js';
import type { Table } from './table.js';

/** What sums over rows reads all of those. */
const sums = /\b(count|sum|min|max|avg)\s*\(/i;

/**
 * Judges what a request that is no list of a resource reads on large tables: what it looks at follows from what it takes,
 * or answers.
 */
export async function judgeReads(
  judged: Judged,
  proceedings: Proceedings,
  operation: Operation,
  [inquiry, answer]: readonly [Inquiry, Answer],
  tables: readonly Table[],
): Promise<void> {
  if (answer.status >= 300) return;
  for (const statement of answer.statements) {
    const table = tables.find(({ name }) => new RegExp(`\\b${name}\\b`, 'i').test(statement.text));
    if (!table || !/^\s*(select|with)\b/i.test(statement.text)) continue;
    const isSum = sums.test(statement.text);
    const isWithin = (one: Plan) =>
      one.examined <= mostExaminedFor(Math.max(rowsIn(answer), Math.min(one.returned, largestPage)));
    const isFine = (one: Plan) => (isSum ? needlessIn(statement.text, one) === null : isWithin(one));
    const plan = await steadyPlanOf(judged.subject, statement, table.name, isFine);
    const needless = isSum ? needlessIn(statement.text, plan) : null;
    if (needless !== null)
      proceedings.found({
        rule: 'budgets/aggregate',
        operation: operation.title,
        place: operation.place,
        message: `${operation.title} reads ${Math.round(plan.examined)} rows of ${table.name} for an aggregate${needless}.`,
        mend: 'Add an index that begins with organization_id and the compared columns, then the column of MAX or MIN. Or keep a counter in a separate row.',
        evidence: { ...shown(inquiry, short(answer), plan.text), statements: [statement] },
      });
    else if (isFine(plan)) proceedings.held('budgets/plan', operation.title);
    if (isSum || isFine(plan)) continue;
    // What has answered more than a page is too much, however it was found.
    const isWhole = plan.returned <= largestPage && plan.examined >= 0.9 * (await rowsOf(judged, table));
    proceedings.found({
      rule: isWhole ? 'budgets/full-scan' : 'budgets/examined',
      operation: operation.title,
      place: operation.place,
      message: `${operation.title} reads ${isWhole ? `all ${plan.examined}` : plan.examined} rows of ${table.name} ${operation.method === 'GET' ? `to return ${rowsIn(answer)}` : `although it needs only ${plan.returned}`}.`,
      mend: 'Let the database filter, sort and limit the rows. Add an index that begins with organization_id and the compared columns, and do not wrap these columns in functions.',
      evidence: {
        ...shown(inquiry, short(answer), plan.text),
        statements: [statement] satisfies SentStatement[],
      },
    });
  }
}

/** What an aggregate reads beyond what an index would give; null where it reads no more. */
function needlessIn(text: string, { examined, removed }: Plan): string | null {
  const isOutermost = /\b(min|max)\s*\(/i.test(text) && !/\b(count|sum|avg)\s*\(|\bgroup\s+by\b/i.test(text);
  if (isOutermost && examined > mostExaminedFor(1))
    return ', although an index finds the first or last one directly';
  const isMostly = removed > mostExaminedFor(1) && removed > examined / 2;
  return isMostly ? `, and discards ${Math.round(removed)} of them` : null;
}

function short(answer: Answer): Answer {
  return { ...answer, text: answer.text.slice(0, 2_000) };
}

/** The rows of the owner's organization. */
async function rowsOf({ subject, world }: Judged, { name }: Table): Promise<number> {
  const [row] = await subject.sql(`SELECT COUNT(*) AS n FROM ${name} WHERE organization_id = ?`, [
    world.owner.organizationId,
  ]);
  return Number(row?.['n'] ?? 0);
}

/** The longest list of an answer, or the lines of one that is no JSON. */
function rowsIn({ json, text }: Answer): number {
  return json === null ? text.split('\n').length : longestList(json);
}

function longestList(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? value.length : 0;
  return Math.max(own, ...Object.values(value).map((inner) => longestList(inner)));
}
