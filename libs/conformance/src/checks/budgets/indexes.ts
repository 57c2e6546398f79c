import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import { indexesOf } from './plan.js';
import type { Index, Table } from './table.js';

/** Statements that are looked at for each table. */
const mostStatements = 200;

/** An index of an organization's rows costs every write: it must serve a declared sort or filter, or a statement of the run. */
export async function judgeIndexes(
  judged: Judged,
  proceedings: Proceedings,
  operation: Operation,
  table: Table,
): Promise<void> {
  const idle = table.indexes.filter((index) => !isDeclared(index, table));
  for (const { name, columns } of idle)
    if (await isUsed(judged, table, name, columns[1] ?? ''))
      proceedings.held('budgets/unused-index', operation.title);
    else
      proceedings.found({
        rule: 'budgets/unused-index',
        operation: operation.title,
        place: judged.placeOf(table.resource),
        message: `The index ${name} on ${table.name} (${columns.join(', ')}) is not used by any declared sort or filter, or by any statement during the run.`,
        mend: `Drop it in a migration: ${judged.subject.engine === 'mysql' ? `DROP INDEX ${name} ON ${table.name}` : `DROP INDEX ${name}`}; or declare the sort or filter that needs it.`,
        evidence: {},
      });
}

/** Whether a statement that compares or sorts by `column` is served by the index; by its first column alone any other would do. */
async function isUsed(
  { heard, subject }: Judged,
  table: Table,
  index: string,
  column: string,
): Promise<boolean> {
  const named = new RegExp(`\\b(from|set)\\b.*\\b${column}\\b`, 'is');
  const statements = heard.about(table.name).filter(({ text }) => named.test(text));
  for (const statement of statements.slice(0, mostStatements))
    if ((await indexesOf(subject, statement)).includes(index)) return true;
  return false;
}

/** Unique indexes keep a promise, and what does not begin with the organization is the platform's own. */
function isDeclared({ columns, unique }: Index, { resource, columnOf }: Table): boolean {
  const [tenant, ...rest] = columns;
  if (unique || tenant !== 'organization_id') return true;
  const { sort = [], filter = [] } = resource.list ?? {};
  const listed = new Set([...sort, ...filter].map((field) => columnOf(field).name));
  return rest.every((column) => column === 'id' || listed.has(column));
}
