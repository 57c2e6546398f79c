import { withQuery } from '../../catalog/query.js';
import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import type { Answer, Inquiry } from '../../subject.js';
import { isLease } from '../access/sameness.js';
import { resourceOf } from '../contract/requests.js';

const mendGrowing =
  "Read the related rows of a whole page with one statement: use include= on a @Ref, or the store's find({ id: [...ids] }).";

const mendFailing =
  'Return a bounded number of rows: find() with a limit, or SQL with ORDER BY and LIMIT on an index. To find the error, search the log for the request id.';

/** Requests of one kind at most, until two take as many statements. */
const mostSent = 5;

/** How many statements each reading request takes; it may depend neither on the page nor on the tables. */
export class StatementCounts {
  /** What reads that are no lists have been answered on large tables. */
  readonly reads = new Map<Operation, readonly [Inquiry, Answer]>();
  /** By operation: of each way to ask it. */
  private readonly before = new Map<Operation, readonly (number | null)[]>();

  constructor(
    private readonly judged: Judged,
    private readonly proceedings: Proceedings,
  ) {}

  /** Notes what every reading operation takes in an organization of few rows: that of the owner has many by now. */
  async note(): Promise<void> {
    const { subject, registry, world } = this.judged;
    const newcomer = await subject.openOrganization();
    await world.exercise(newcomer);
    for (const resource of registry.resources) await world.rowOf(newcomer, resource);
    for (const operation of this.reading()) {
      const counts: (number | null)[] = [];
      for (const inquiry of await this.ways(operation, 20, newcomer)) {
        const answer = await this.settled(inquiry);
        counts.push(answer.status < 300 ? countOf(answer) : null);
      }
      this.before.set(operation, counts);
    }
  }

  /** Compares with large tables, and pages of 1, 20 and 200 rows with each other. */
  async judge(): Promise<void> {
    for (const operation of this.reading()) {
      await this.judgeGrowth(operation);
      if (isList(operation)) await this.judgePages(operation);
    }
  }

  private async judgeGrowth(operation: Operation): Promise<void> {
    for (const [at, inquiry] of (await this.ways(operation, 20)).entries()) {
      const before = this.before.get(operation)?.[at] ?? null;
      if (before === null) continue;
      const answer = await this.settled(inquiry);
      if (!isList(operation)) this.reads.set(operation, [inquiry, answer]);
      // A row that now refers to others may add one batch for each include.
      const includes = operation.resource?.includes.size ?? 0;
      if (answer.status >= 300)
        this.report(
          'budgets/no-answer',
          operation,
          inquiry,
          answer,
          `succeeds for an organization with few rows, but not for one with many: ${answer.status}`,
          mendFailing,
        );
      else if (countOf(answer) <= before + includes) this.proceedings.held('budgets/growth', operation.title);
      else
        this.report(
          'budgets/statements-grow',
          operation,
          inquiry,
          answer,
          `uses ${before} statements for an organization with few rows, but ${countOf(answer)} for one with many`,
          mendGrowing,
        );
    }
  }

  private async judgePages(operation: Operation): Promise<void> {
    const [one = [], twenty = [], whole = []] = await Promise.all(
      [1, 20, 200].map((limit) => this.ways(operation, limit)),
    );
    for (const [at, inquiry] of whole.entries()) {
      const answers = [
        await this.settled(one[at] ?? inquiry),
        await this.settled(twenty[at] ?? inquiry),
        await this.settled(inquiry),
      ] as const;
      const [few, some, many] = answers.map(countOf) as [number, number, number];
      // A page whose rows refer to others takes one batch more for each include than one whose rows do not.
      const most = few + (operation.resource?.includes.size ?? 0);
      if (some <= most && many <= most) this.proceedings.held('budgets/pages', operation.title);
      else
        this.report(
          'budgets/statements-per-row',
          operation,
          inquiry,
          answers[2],
          `uses ${few}, ${some} and ${many} statements for pages of 1, 20 and 200 rows`,
          mendGrowing,
        );
    }
  }

  private report(
    rule: string,
    operation: Operation,
    inquiry: Inquiry,
    answer: Answer,
    what: string,
    mend: string,
  ): void {
    this.proceedings.found({
      rule,
      operation: operation.title,
      place: operation.place,
      message: `${operation.title} ${what}.`,
      mend,
      evidence: {
        inquiry,
        answer: { status: answer.status, headers: answer.headers, text: answer.text.slice(0, 2_000) },
        statements: answer.statements.slice(0, 20),
      },
    });
  }

  private reading(): readonly Operation[] {
    return this.judged.operations.filter(
      ({ method, rule }) => method === 'GET' && rule?.kind === 'permission',
    );
  }

  private async ways(
    operation: Operation,
    limit: number,
    person = this.judged.world.owner,
  ): Promise<readonly Inquiry[]> {
    const { world, registry } = this.judged;
    const { resource, path } = operation;
    const about = path.includes('{id}') ? resourceOf(registry, operation) : undefined;
    const id = about && (await world.rowOf(person, about));
    const { url, headers } = await world.addressOf(operation, person, id ?? undefined);
    const whole: Inquiry = { method: 'GET', url, person, ...(headers && { headers }) };
    const include =
      resource && resource.includes.size > 0 ? `include=${[...resource.includes.keys()].join(',')}` : null;
    if (!isList(operation)) return [whole];
    return [
      `limit=${limit}`,
      `limit=${limit}&count=true`,
      ...(include ? [`limit=${limit}&${include}`] : []),
    ].map((query) => ({ ...whole, url: withQuery(url, query) }));
  }

  /**
   * The answer with the fewest statements, once two have taken as many: the others have filled a cache, such as that of who
   * the caller is, which ends by the clock and may do so between any two requests.
   */
  private async settled(inquiry: Inquiry): Promise<Answer> {
    let fewest = await this.judged.subject.send(inquiry);
    for (let sent = 1; sent < mostSent; sent += 1) {
      const answer = await this.judged.subject.send(inquiry);
      if (countOf(answer) === countOf(fewest)) return answer;
      if (countOf(answer) < countOf(fewest)) fewest = answer;
    }
    return fewest;
  }
}

/** Whether an operation is the list of its resource. */
export function isList({ method, path, resource }: Operation): boolean {
  return (
    method === 'GET' && resource?.list !== null && resource !== undefined && path === `/v1/${resource.path}`
  );
}

/** A lease of the rate limit comes with whichever request needs the next one. */
export function countOf({ statements }: Pick<Answer, 'statements'>): number {
  return statements.filter((statement) => !isLease(statement)).length;
}
