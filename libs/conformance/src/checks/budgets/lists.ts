import type { FieldSpec } from '@keelson/kernel';
import { withQuery } from '../../catalogue/query.js';
import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import type { Answer, Inquiry, SentStatement } from '../../subject.js';
import { mostExaminedFor, planOf, type Plan } from './plan.js';
import type { Table } from './table.js';

const limit = 20;
/** How deep the deep page lies, in rows. */
const deep = 2_000;
/** For a page of 20 and the one more that tells whether another follows. */
const mostExamined = mostExaminedFor(limit);

interface Way {
  readonly sort: FieldSpec;
  readonly descending: boolean;
  readonly filter: FieldSpec | null;
}

/** Judges the very statements of a list, on a large table: each sort alone and with each equality filter, both ways. */
export class ListBudget {
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
  }

  private async judgeWay(way: Way): Promise<void> {
    const query = await this.queryOf(way);
    const first = await this.ask(query);
    const statement = this.listStatement(first);
    if (!statement) return;
    if (first.status >= 400) {
      // MariaDB refuses a statement that names an index which is not there.
      this.report(
        this.hasIndexFor(way) ? 'budgets/no-answer' : 'budgets/sort',
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

  private hasIndexFor({ sort, filter }: Way): boolean {
    const wanted = [...(filter ? [filter] : []), sort].map((field) => this.table.columnOf(field).name);
    return this.table.indexes.some(({ columns }) => {
      const [, ...rest] = columns;
      return columns[0] === 'organization_id' && wanted.every((name, at) => rest[at] === name);
    });
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
    return { method: 'GET', url: withQuery(this.operation.at(), query), person: this.judged.world.owner };
  }
}

function quoted(engine: 'mysql' | 'postgres', name: string): string {
  return engine === 'mysql' ? `\`${name}\`` : `"${name}"`;
}
