import type { SentStatement, Subject } from '../../subject.js';

/** What the database really did for a statement. */
export interface Plan {
  readonly returned: number;
  /** Rows or index entries that it looked at. */
  readonly examined: number;
  /** Rows among those that a condition has dropped once they were read. */
  readonly removed: number;
  /** A table that it read from end to end. */
  readonly scanned: string | null;
  readonly sorted: boolean;
  /** As the database tells it. */
  readonly text: string;
}

/** Rows that may be looked at for so many that are answered. */
export function mostExaminedFor(rows: number): number {
  return 5 * (rows + 1) + 50;
}

/** Runs the statement and asks how. */
export async function planOf(subject: Subject, statement: SentStatement): Promise<Plan> {
  return subject.engine === 'mysql' ? mysqlPlan(subject, statement) : postgresPlan(subject, statement);
}

/** Times that a statement is measured before it counts as one that reads too much. */
const mostMeasured = 3;

/**
 * How the database does a statement, told from its choice of the day: one that reads too much is measured again with new
 * statistics of the table, since both engines estimate from a sample and gather it in the background, too. A missing index
 * stays missing.
 * @param isFine whether a plan reads no more than it may
 */
export async function steadyPlanOf(
  subject: Subject,
  statement: SentStatement,
  table: string,
  isFine: (plan: Plan) => boolean,
): Promise<Plan> {
  let plan = await planOf(subject, statement);
  for (let measured = 1; measured < mostMeasured && !isFine(plan); measured += 1) {
    await refreshStatistics(subject, table);
    plan = await planOf(subject, statement);
  }
  return plan;
}

/** Lets the database count what is in a table, so that it knows how its statements are best done. */
export async function refreshStatistics(
  subject: Pick<Subject, 'sql' | 'engine'>,
  table: string,
): Promise<void> {
  await subject.sql(subject.engine === 'mysql' ? `ANALYZE TABLE ${table}` : `VACUUM ANALYZE ${table}`);
}

/** The indexes by which the database would look rows up for a statement; none where it can't say. */
export async function indexesOf(subject: Subject, { text, values }: SentStatement): Promise<string[]> {
  const how = subject.engine === 'mysql' ? 'EXPLAIN FORMAT=JSON' : 'EXPLAIN (FORMAT JSON)';
  const [row] = await subject.sql(`${how} ${text}`, values).catch(() => []);
  const told = Object.values(row ?? {})[0];
  const key = subject.engine === 'mysql' ? 'key' : 'Index Name';
  return [...below(typeof told === 'string' ? (JSON.parse(told) as unknown) : told)].flatMap((node) =>
    typeof node[key] === 'string' ? [node[key]] : [],
  );
}

type Json = Readonly<Record<string, unknown>>;

async function postgresPlan(subject: Subject, { text, values }: SentStatement): Promise<Plan> {
  const [row] = await subject.sql(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`, values);
  const [{ Plan: top }] = (row?.['QUERY PLAN'] ?? [{ Plan: {} }]) as [{ Plan: Json }];
  const nodes = [...below(top)];
  const scans = nodes.filter((node) => String(node['Node Type']).endsWith('Scan'));
  const count = (node: Json, key: string): number => Number(node[key] ?? 0);
  const sum = (of: (node: Json) => number): number =>
    scans.reduce((total, node) => total + of(node) * count(node, 'Actual Loops'), 0);
  const dropped = (node: Json): number =>
    count(node, 'Rows Removed by Filter') + count(node, 'Rows Removed by Index Recheck');
  return {
    returned: count(top, 'Actual Rows'),
    examined: sum((node) => count(node, 'Actual Rows') + dropped(node)),
    removed: sum(dropped),
    scanned: (scans.find((node) => node['Node Type'] === 'Seq Scan')?.['Relation Name'] as string) ?? null,
    sorted: nodes.some((node) => node['Node Type'] === 'Sort'),
    text: JSON.stringify(top, null, 1),
  };
}

async function mysqlPlan(subject: Subject, { text, values }: SentStatement): Promise<Plan> {
  const before = await handlerReads(subject);
  const rows = await subject.sql(text, values);
  // Asking for the counts counts too: as much each time.
  const after = await handlerReads(subject);
  const asking = (await handlerReads(subject)) - after;
  const [row] = await subject.sql(`ANALYZE FORMAT=JSON ${text}`, values);
  const whole = String(Object.values(row ?? {})[0]);
  const nodes = [...below(JSON.parse(whole) as Json)];
  const tables = nodes.filter((node) => typeof node['access_type'] === 'string');
  return {
    returned: rows.length,
    examined: Math.max(0, after - before - asking),
    removed: tables.reduce((sum, node) => sum + droppedOf(node), 0),
    scanned: (tables.find((node) => node['access_type'] === 'ALL')?.['table_name'] as string) ?? null,
    sorted: nodes.some((node) => 'filesort' in node),
    text: whole,
  };
}

/** Of the rows that were read by each loop, those that the attached condition has dropped. */
function droppedOf(node: Json): number {
  const [rows = 0, filtered = 100, loops = 1] = ['r_rows', 'r_filtered', 'r_loops'].map((key) =>
    Number(node[key] ?? Number.NaN),
  );
  const dropped = rows * (1 - filtered / 100) * loops;
  return Number.isFinite(dropped) ? dropped : 0;
}

/** Rows that this session has read so far; those that an index condition has dropped count too. */
async function handlerReads(subject: Subject): Promise<number> {
  const rows = await subject.sql(
    "SHOW SESSION STATUS WHERE variable_name LIKE 'Handler_read%' OR variable_name = 'Handler_icp_attempts'",
  );
  return rows
    .filter((row) => !String(row['Variable_name']).endsWith('_rnd_deleted'))
    .reduce((sum, row) => sum + Number(row['Value']), 0);
}

function* below(node: unknown): Generator<Json> {
  if (Array.isArray(node)) for (const one of node) yield* below(one);
  else if (typeof node === 'object' && node !== null) {
    yield node as Json;
    for (const part of Object.values(node)) yield* below(part);
  }
}
