import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import type { Answer, Inquiry } from '../../subject.js';

const mend =
  "Fetch what belongs to the rows of a page with one statement for all of them: include= of a @Ref, or the store's find({ id: in(…) }).";

/** How many statements each reading request takes; it may depend neither on the page nor on the tables. */
export class StatementCounts {
  private readonly before = new Map<string, number>();

  constructor(
    private readonly judged: Judged,
    private readonly proceedings: Proceedings,
  ) {}

  /** Notes what every reading operation takes on small tables. */
  async note(): Promise<void> {
    for (const operation of this.reading())
      for (const url of await this.ways(operation, 20)) {
        const answer = await this.settled(url);
        if (answer.status < 300) this.before.set(url, answer.statements.length);
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
    for (const url of await this.ways(operation, 20)) {
      const before = this.before.get(url);
      if (before === undefined) continue;
      const answer = await this.settled(url);
      // A row that now refers to others may add one batch for each include.
      const includes = operation.resource?.includes.size ?? 0;
      if (answer.status < 300 && answer.statements.length <= before + includes)
        this.proceedings.held('budgets/growth', operation.title);
      else
        this.report(
          'budgets/statements-grow',
          operation,
          url,
          answer,
          `took ${before} statements on small tables and takes ${answer.statements.length} (${answer.status}) on large ones`,
        );
    }
  }

  private async judgePages(operation: Operation): Promise<void> {
    const [one = [], twenty = [], most = []] = await Promise.all(
      [1, 20, 200].map((limit) => this.ways(operation, limit)),
    );
    for (const [at, url] of most.entries()) {
      const answers = [
        await this.settled(one[at] ?? url),
        await this.settled(twenty[at] ?? url),
        await this.settled(url),
      ] as const;
      const [few, some, many] = answers.map(({ statements }) => statements.length) as [
        number,
        number,
        number,
      ];
      const includes = operation.resource?.includes.size ?? 0;
      if (many <= some && some <= few + includes) this.proceedings.held('budgets/pages', operation.title);
      else
        this.report(
          'budgets/statements-per-row',
          operation,
          url,
          answers[2],
          `takes ${few}, ${some} and ${many} statements for pages of 1, 20 and 200 rows`,
        );
    }
  }

  private report(rule: string, operation: Operation, url: string, answer: Answer, what: string): void {
    this.proceedings.found({
      rule,
      operation: operation.title,
      place: operation.place,
      message: `${operation.title} ${what}.`,
      mend,
      evidence: {
        inquiry: this.inquiry(url),
        answer: { status: answer.status, headers: answer.headers, text: answer.text.slice(0, 2_000) },
        statements: answer.statements.slice(0, 20),
      },
    });
  }

  private reading(): readonly Operation[] {
    return this.judged.operations.filter(
      ({ method, rule, path }) => method === 'GET' && rule?.kind === 'permission' && !/\{(?!id\})/.test(path),
    );
  }

  private async ways(operation: Operation, limit: number): Promise<readonly string[]> {
    const { world } = this.judged;
    const { resource, path } = operation;
    const id = path.includes('{id}') && resource ? await world.rowOf(world.owner, resource) : null;
    const url = operation.at(id ?? undefined);
    const include =
      resource && resource.includes.size > 0 ? `include=${[...resource.includes.keys()].join(',')}` : null;
    if (!isList(operation)) return [url];
    return [
      `limit=${limit}`,
      `limit=${limit}&count=true`,
      ...(include ? [`limit=${limit}&${include}`] : []),
    ].map((query) => `${url}?${query}`);
  }

  /** The second answer: the first may have filled a cache. */
  private async settled(url: string): Promise<Answer> {
    await this.judged.subject.send(this.inquiry(url));
    return this.judged.subject.send(this.inquiry(url));
  }

  private inquiry(url: string): Inquiry {
    return { method: 'GET', url, person: this.judged.world.owner };
  }
}

/** Whether an operation is the list of its resource. */
export function isList({ method, path, resource }: Operation): boolean {
  return (
    method === 'GET' && resource?.list !== null && resource !== undefined && path === `/v1/${resource.path}`
  );
}
