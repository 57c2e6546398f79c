import type { FieldSpec } from '@keelson/kernel';
import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import type { Answer, Inquiry, SentStatement } from '../../subject.js';
import { planOf, type Plan } from './plan.js';
import type { Table } from './table.js';

const limit = 20;
/** How deep the deep page lies, in rows. */
const deep = 2_000;
/** Rows that may be looked at for a page of 20 and the one more that tells whether another follows. */
const mostExamined = 5 * (limit + 1) + 50;

interface Way {
  readonly sort: FieldSpec;
  readonly descending: boolean;
  readonly filter: FieldSpec | null;
}

/** Judges the very statements of a list, on a large table: each sort alone and with each equality filter, both ways. */
export class ListBudget {
  /** Indexes that a plan has used. */
  readonly used = new Set<string>();

  constructor(
    private readonly judged: Judged,
    private readonly proceedings: Proceedings,
    private readonly operation: Operation,
    private readonly table: Table,
  ) {}

  async judge(): Promise<void> {
    const { sort: sorts = [], filter: filters = [] } = this.table.resource.list ?? {};
    for (const sort of sorts)
      for (const filter of [null, ...filters.filter((one) => one.name !== sort.name)])
        for (const descending of [true, false]) await this.judgeWay({ sort, filter, descending });
    this.judgeIndexes();
  }

  private async judgeWay(way: Way): Promise<void> {
    const query = await this.queryOf(way);
    const first = await this.ask(query);
    const statement = this.listStatement(first);
    if (!statement) return;
    if (first.status >= 400) {
      // MariaDB refuses a statement that names an index which is not there.
      this.report(
        'budgets/no-answer',
        way,
        statement,
        null,
        `answers ${first.status}`,
        this.inquiry(query),
        first,
      );
      return;
    }
    await this.examine(way, query, first, statement);
    const next = (first.json as { page?: { next?: string | null } } | null)?.page?.next;
    if (!next) return;
    const second = this.listStatement(await this.ask(`${query}&cursor=${encodeURIComponent(next)}`));
    const further = second && (await this.deepened(way, statement, second));
    if (further) await this.examine(way, `${query}&cursor=<${deep} rows on>`, first, further);
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
        'pages by OFFSET, so that a deep page reads all before it',
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
    const plan = await planOf(this.judged.subject, statement);
    for (const index of plan.indexes) this.used.add(index);
    const [rule, what] =
      plan.scanned === this.table.name && plan.examined > mostExamined
        ? ['budgets/full-scan', 'reads the whole table']
        : plan.examined > mostExamined && plan.sorted
          ? ['budgets/sort', `sorts ${plan.examined} rows`]
          : ['budgets/examined', `looks at ${plan.examined} rows`];
    if (plan.examined <= mostExamined) this.proceedings.held('budgets/plan', this.operation.title);
    else this.report(rule, way, statement, plan, `${what} for ${plan.returned}`, this.inquiry(query), answer);
  }

  private report(
    rule: string,
    way: Way,
    statement: SentStatement,
    plan: Plan | null,
    what: string,
    inquiry: Inquiry = this.inquiry(''),
    answer?: Answer,
  ): void {
    const title = `sorted by ${way.descending ? '-' : ''}${way.sort.name}${way.filter ? ` and filtered by ${way.filter.name}` : ''}`;
    this.proceedings.found({
      rule,
      operation: this.operation.title,
      place: this.judged.placeOf(this.table.resource),
      message: `${this.operation.title}, ${title}, ${what}.`,
      mend: `Page by keyset and give it its index in a migration: ${this.indexFor(way)}; or take the ${way.filter ? 'filter' : 'sort'} out of the resource.`,
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

  /** An index made for a list that no declared sort or filter needs costs every write and serves nobody. */
  private judgeIndexes(): void {
    const { sort: sorts = [], filter: filters = [] } = this.table.resource.list ?? {};
    const listed = new Set([...sorts, ...filters].map((field) => this.table.columnOf(field).name));
    for (const { name, columns, unique } of this.table.indexes) {
      const [tenant, ...rest] = columns;
      if (unique || tenant !== 'organization_id' || rest.at(-1) !== 'id' || this.used.has(name)) continue;
      if (rest.slice(0, -1).every((column) => listed.has(column))) continue;
      this.proceedings.found({
        rule: 'budgets/unused-index',
        operation: this.operation.title,
        place: this.judged.placeOf(this.table.resource),
        message: `The index ${name} on ${this.table.name} (${columns.join(', ')}) serves no declared sort or filter.`,
        mend: `Drop it in a migration: ${this.judged.subject.engine === 'mysql' ? `DROP INDEX ${name} ON ${this.table.name}` : `DROP INDEX ${name}`}; or declare the sort or filter that it was made for.`,
        evidence: {},
      });
    }
  }

  private indexFor({ sort, filter }: Way): string {
    const columns = [
      'organization_id',
      ...(filter ? [this.table.columnOf(filter).name] : []),
      this.table.columnOf(sort).name,
      'id',
    ];
    return `CREATE INDEX ix_${this.table.name}__${columns.join('__')} ON ${this.table.name} (${columns.join(', ')})`;
  }

  private async queryOf({ sort, filter, descending }: Way): Promise<string> {
    const ordered = `sort=${descending ? '-' : ''}${sort.name}&limit=${limit}`;
    if (!filter) return ordered;
    const column = quoted(this.judged.subject.engine, this.table.columnOf(filter).name);
    const [row] = await this.judged.subject.sql(
      `SELECT ${column} AS v FROM ${this.table.name} WHERE organization_id = ? AND ${column} IS NOT NULL ORDER BY id LIMIT 1 OFFSET 1000`,
      [this.judged.world.owner.organizationId],
    );
    const value = row?.['v'];
    if (value === undefined) return ordered;
    const text =
      value instanceof Date
        ? value.toISOString()
        : filter.kind === 'flag'
          ? String(Boolean(value))
          : String(value as string | number);
    return `${ordered}&filter[${filter.name}]=${encodeURIComponent(text)}`;
  }

  private listStatement({ statements }: Answer): SentStatement | undefined {
    return statements.find(
      ({ text }) => text.includes(this.table.name) && /^SELECT .* LIMIT \d+$/s.test(text),
    );
  }

  private ask(query: string): Promise<Answer> {
    return this.judged.subject.send(this.inquiry(query));
  }

  private inquiry(query: string): Inquiry {
    return { method: 'GET', url: `${this.operation.at()}?${query}`, person: this.judged.world.owner };
  }
}

function quoted(engine: 'mysql' | 'postgres', name: string): string {
  return engine === 'mysql' ? `\`${name}\`` : `"${name}"`;
}
