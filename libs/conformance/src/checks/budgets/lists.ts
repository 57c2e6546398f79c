import type { FieldSpec } from '@keelson/kernel';
import { withQuery } from '../../catalog/query.js';
import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import type { Answer, Inquiry, Person, SentStatement } from '../../subject.js';
import { mostExaminedFor, steadyPlanOf, type Plan } from './plan.js';
import { readersOf, type Reader } from './readers.js';
import type { Table } from './table.js';

const limit = 20;
/** How deep the deep page lies, in rows. */
const deep = 2_000;
/** For a page of 20 and the one more that tells whether another follows. */
const mostExamined = mostExaminedFor(limit);

/** A filter with a value that rows of the table have. */
interface Equality {
  readonly field: FieldSpec;
  readonly value: string;
}

interface Way {
  readonly reader: Reader;
  readonly sort: FieldSpec;
  readonly descending: boolean;
  readonly filter: Equality | null;
}

/**
 * Judges the very statements of a list, on a large table: each sort alone and with each equality filter, by a usual value and
 * by one that few rows have, both ways.
 */
export class ListBudget {
  constructor(
    private readonly judged: Judged,
    private readonly proceedings: Proceedings,
    private readonly operation: Operation,
    private readonly table: Table,
  ) {}

  async judge(): Promise<void> {
    const { sort: sorts = [], filter: filters = [] } = this.table.resource.list ?? {};
    const equalities: Equality[] = [];
    for (const field of filters) equalities.push(...(await this.equalitiesOf(field)));
    for (const reader of await readersOf(this.judged, this.operation))
      for (const sort of sorts)
        for (const filter of [null, ...(reader.seesMany ? [] : equalities)])
          if (filter?.field.name !== sort.name)
            for (const descending of [true, false]) await this.judgeWay({ reader, sort, filter, descending });
  }

  private async judgeWay(way: Way): Promise<void> {
    const query = queryOf(way);
    const first = await this.ask(query, way.reader.person);
    const statement = this.listStatement(first);
    if (!statement) return;
    if (first.status >= 400) {
      this.report(
        'budgets/no-answer',
        way,
        statement,
        null,
        `returns ${first.status}`,
        this.inquiry(query, way.reader.person),
        first,
      );
      return;
    }
    await this.examine(way, query, first, statement);
    const next = (first.json as { page?: { next?: string | null } } | null)?.page?.next;
    if (!next) return;
    const second = this.listStatement(
      await this.ask(`${query}&cursor=${encodeURIComponent(next)}`, way.reader.person),
    );
    const further = second && (await this.deepened(way, statement, second));
    if (further) await this.examine(way, `${query}&cursor=<after ${deep} rows>`, first, further);
  }

  /** The statement of the second page, moved to a position far inside. */
  private async deepened(
    way: Way,
    first: SentStatement,
    second: SentStatement,
  ): Promise<SentStatement | null> {
    if (/\bOFFSET\s+[\d$?]/i.test(second.text)) {
      this.report(
        'budgets/offset',
        way,
        second,
        null,
        'uses OFFSET for paging, so a later page reads all rows before it',
      );
      return null;
    }
    if (second.values.length !== first.values.length + 3) return null;
    const [row] = await this.judged.subject.sql(
      first.text.replace(/LIMIT \d+$/, `LIMIT 1 OFFSET ${deep}`),
      first.values,
    );
    const [value, id] = [row?.[way.sort.name], row?.['id']];
    return value === undefined || id === undefined
      ? null
      : { text: second.text, values: [...second.values.slice(0, -3), value, value, id] };
  }

  private async examine(way: Way, query: string, answer: Answer, statement: SentStatement): Promise<void> {
    const isFine = ({ examined }: Plan) => examined <= mostExamined;
    const plan = await steadyPlanOf(this.judged.subject, statement, this.table.name, isFine);
    // What no index has in its order is sorted, however its rows are found: that is the database's choice of the day.
    const [rule, what] = plan.sorted
      ? ['sort', `reads ${plan.examined} rows and sorts them`]
      : plan.scanned === this.table.name
        ? ['full-scan', 'reads the whole table']
        : ['examined', `reads ${plan.examined} rows`];
    if (isFine(plan)) this.proceedings.held('budgets/plan', this.operation.title);
    else
      this.report(
        `budgets/${way.reader.isOwner ? rule : 'row-rule'}`,
        way,
        statement,
        plan,
        `${what} to return ${plan.returned}`,
        this.inquiry(query, way.reader.person),
        answer,
      );
  }

  private report(
    rule: string,
    way: Way,
    statement: SentStatement,
    plan: Plan | null,
    what: string,
    inquiry: Inquiry = this.inquiry('', way.reader.person),
    answer?: Answer,
  ): void {
    const { sort, descending, filter, reader } = way;
    const title = `sorted by ${descending ? '-' : ''}${sort.name}${filter ? ` and filtered by ${filter.field.name}` : ''}${reader.isOwner ? '' : `, for ${reader.person.title}`}`;
    this.proceedings.found({
      rule,
      operation: this.operation.title,
      place: this.judged.placeOf(this.table.resource),
      message: `${this.operation.title}, ${title}, ${what}.`,
      mend: this.mendFor(way),
      evidence: {
        inquiry,
        ...(answer && {
          answer: { status: answer.status, headers: answer.headers, text: answer.text.slice(0, 2_000) },
        }),
        statements: [statement],
        ...(plan && { notes: [plan.text] }),
      },
    });
  }

  private mendFor(way: Way): string {
    const { reader, filter } = way;
    const columns = this.indexFor(way);
    if (reader.isOwner)
      return `Use keyset pagination, and create an index for it in a migration: CREATE INDEX ix_${this.table.name}__${columns.join('__')} ON ${this.table.name} (${columns.join(', ')}); or remove the ${filter ? 'filter' : 'sort'} from the resource.`;
    return reader.bound.length > 0
      ? `Add an index for the fields that "visible" compares: @Index([${this.quotedProperties(columns)}]) on the entity, and createIndex(runner, '${this.table.name}', [${columns.map((name) => `'${name}'`).join(', ')}]) in a migration.`
      : 'Compare a column with a single value in "visible", so that an index can return the visible rows in the order of the list.';
  }

  private quotedProperties(columns: readonly string[]): string {
    return columns
      .map((name) => `'${this.table.columns.find((column) => column.name === name)?.field?.name ?? name}'`)
      .join(', ');
  }

  private indexFor({ reader, sort, filter }: Way): readonly string[] {
    const rule = this.table.columns.find(({ field }) => field?.name === reader.bound[0]);
    const chosenBy = rule ?? (filter && this.table.columnOf(filter.field));
    return ['organization_id', ...(chosenBy ? [chosenBy.name] : []), this.table.columnOf(sort).name, 'id'];
  }

  private async equalitiesOf(field: FieldSpec): Promise<readonly Equality[]> {
    const { subject, world } = this.judged;
    const column = quoted(subject.engine, this.table.columnOf(field).name);
    const from = `FROM ${this.table.name} WHERE organization_id = ? AND ${column} IS NOT NULL`;
    const values = new Set<string>();
    for (const sql of [
      `SELECT ${column} AS v ${from} ORDER BY id LIMIT 1 OFFSET 1000`,
      `SELECT ${column} AS v ${from} GROUP BY ${column} ORDER BY COUNT(*), ${column} LIMIT 1`,
    ])
      for (const { v } of await subject.sql(sql, [world.owner.organizationId])) values.add(asText(field, v));
    return [...values].map((value) => ({ field, value }));
  }

  private listStatement({ statements }: Answer): SentStatement | undefined {
    return statements.find(
      ({ text }) => text.includes(this.table.name) && /^SELECT .* LIMIT \d+$/s.test(text),
    );
  }

  private ask(query: string, person: Person): Promise<Answer> {
    return this.judged.subject.send(this.inquiry(query, person));
  }

  private inquiry(query: string, person: Person): Inquiry {
    return { method: 'GET', url: withQuery(this.operation.at(), query), person };
  }
}

function quoted(engine: 'mysql' | 'postgres', name: string): string {
  return engine === 'mysql' ? `\`${name}\`` : `"${name}"`;
}

function queryOf({ sort, descending, filter }: Way): string {
  const ordered = `sort=${descending ? '-' : ''}${sort.name}&limit=${limit}`;
  return filter ? `${ordered}&filter[${filter.field.name}]=${encodeURIComponent(filter.value)}` : ordered;
}

function asText({ kind }: FieldSpec, value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return kind === 'flag' ? String(Boolean(value)) : String(value as string | number);
}
