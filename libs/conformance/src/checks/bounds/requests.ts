import { largestPage } from '@keelson/kernel';
import { HttpSettings } from '@keelson/platform';
import { withQuery } from '../../catalog/query.js';
import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import type { Answer, Inquiry, SentStatement } from '../../subject.js';
import { concurrently } from '../concurrently.js';
import { shown } from '../access/asking.js';
import { isLease } from '../access/sameness.js';

/** Pages, bodies and rates have their limits, as shown by asking for more. */
export async function judgeRequests(judged: Judged, proceedings: Proceedings): Promise<void> {
  const { subject, operations } = judged;
  const { bodyLimitBytes } = subject.application.get(HttpSettings, { strict: false });
  const large = JSON.stringify({ a: 'x'.repeat(bodyLimitBytes) });
  await concurrently(operations, async (operation) => {
    if (!operation.route) return;
    const judge = new Trial(judged, proceedings, operation);
    if (operation.method === 'GET') await judge.page();
    else await judge.body(large);
  });
}

class Trial {
  constructor(
    private readonly judged: Judged,
    private readonly proceedings: Proceedings,
    private readonly operation: Operation,
  ) {}

  /** A list ends at its limit, and no statement reads a table without one. */
  async page(): Promise<void> {
    const { operation } = this;
    const { world } = this.judged;
    const isList = operation.resource?.list && !operation.path.includes('{');
    const id = operation.resource && (await world.rowOf(world.owner, operation.resource));
    const { url, headers = {} } = await world.addressOf(operation, world.owner, id ?? undefined);
    const [inquiry, answer] = await this.ask({ url, headers });
    this.rate(inquiry, answer);
    const endless = answer.statements.find((one) => !isLease(one) && isEndless(one, this.uniqueColumns()));
    if (endless)
      this.found(
        'unbounded-read',
        `${operation.title} runs a SELECT without LIMIT, which reads all matching rows without any bound.`,
        'Add a LIMIT to the statement, or use the store, which adds one.',
        inquiry,
        answer,
        [endless.text],
      );
    else this.held('unbounded-read');
    if (!isList && !this.documentsLimit()) return;
    const [tooMany, refused] = await this.ask({ url: withQuery(url, `limit=${largestPage + 1}`), headers });
    if (refused.status === 400) this.held('page');
    else
      this.found(
        'page',
        `${operation.title} returns ${refused.status} for a limit above ${largestPage} rows; expected 400.`,
        `Reject a limit above ${largestPage}, and document the maximum. A resource's standard list does both.`,
        tooMany,
        refused,
      );
    const [one, page] = await this.ask({ url: withQuery(url, 'limit=1'), headers });
    const { data } = (page.json ?? {}) as { readonly data?: readonly unknown[] };
    if (data ? data.length <= 1 : !isList) this.held('page');
    else
      this.found(
        'page',
        `${operation.title} returns ${data?.length ?? 'no'} rows for limit=1.`,
        'Return at most as many rows as the limit parameter says.',
        one,
        page,
      );
  }

  /** Lists of one's own are told by the parameter by which a client says how long a page shall be. */
  private documentsLimit(): boolean {
    const parameters = this.operation.document?.parameters ?? [];
    return parameters.some((one) => 'name' in one && one.in === 'query' && one.name === 'limit');
  }

  /** A body over the limit goes no further. */
  async body(large: string): Promise<void> {
    const { operation } = this;
    const [inquiry, answer] = await this.ask({ url: operation.at(), body: large });
    const short = { ...inquiry, body: `${large.slice(0, 40)}… (${large.length} bytes)` };
    // A route that reads no JSON refuses its type before its size, without reading it.
    const types = operation.document?.requestBody?.content ?? { 'application/json': {} };
    const isOfOtherType = answer.status === 415 && !('application/json' in types);
    if (answer.status === 413 || isOfOtherType) this.held('body');
    else
      this.found(
        'body',
        `${operation.title} returns ${answer.status} for a body that exceeds the limit; expected 413.`,
        'Let the platform parse the body, and do not set a custom parser or limit on the route.',
        short,
        answer,
      );
    const { world } = this.judged;
    if (operation.rule?.kind !== 'public' || !operation.input) return;
    const valid = await world.bodyFor(operation, world.owner);
    this.rate(...(await this.ask({ url: operation.at(), person: null, body: valid })));
  }

  /** Every answer is counted, but for reads that are open to all; open writes by a limit of their own. */
  private rate(inquiry: Inquiry, answer: Answer): void {
    const { operation } = this;
    const policy = answer.headers['ratelimit-policy'];
    const isPublic = operation.rule?.kind === 'public';
    if (policy === undefined && !(isPublic && operation.method === 'GET'))
      this.found(
        'rate',
        `${operation.title} does not count toward the rate limit.`,
        'Remove @Unlimited, which is only for public reads that cost almost nothing.',
        inquiry,
        answer,
      );
    else if (policy !== undefined && isPublic && operation.method !== 'GET' && !policy.includes(','))
      this.found(
        'open-write-rate',
        `${operation.title} is a public write without its own rate limit.`,
        "Add @ExactLimit({ name: '…', perMinute: …, key: … }).",
        inquiry,
        answer,
      );
    else this.held('rate');
  }

  /** By these, too, a statement names one row of an organization. */
  private uniqueColumns(): string[] {
    return this.judged.registry.entities.flatMap(({ fields }) =>
      fields
        .filter(({ unique }) => unique)
        .map(({ name }) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
        .flatMap((column) => [column, `${column}_key`]),
    );
  }

  private async ask(
    parts: Pick<Inquiry, 'url'> & Partial<Pick<Inquiry, 'body' | 'headers' | 'person'>>,
  ): Promise<[Inquiry, Answer]> {
    const { world, subject } = this.judged;
    const inquiry: Inquiry = {
      method: this.operation.method,
      person: await world.askerOf(this.operation),
      ...parts,
    };
    return [inquiry, await subject.send(inquiry)];
  }

  private held(rule: string): void {
    this.proceedings.held(`bounds/${rule}`, this.operation.title);
  }

  private found(
    rule: string,
    message: string,
    mend: string,
    inquiry: Inquiry,
    answer: Answer,
    notes: readonly string[] = [],
  ): void {
    const { title, place } = this.operation;
    const evidence = shown(inquiry, answer, ...notes);
    this.proceedings.found({ rule: `bounds/${rule}`, operation: title, place, message, mend, evidence });
  }
}

/** A SELECT that names neither a limit nor a single row, and is no sum over them. */
function isEndless({ text }: SentStatement, uniqueColumns: readonly string[]): boolean {
  return (
    /^\s*(select|with)\b/i.test(text) &&
    /\bfrom\b/i.test(text) &&
    !/\blimit\b|\bfetch (first|next)\b/i.test(text) &&
    !/\b(count|sum|min|max|avg|exists)\s*\(/i.test(text) &&
    !['id', ...uniqueColumns].some((column) => isBound(text, column))
  );
}

/** To one value or some, or from one to another: how far those may be apart is judged for itself. */
function isBound(text: string, column: string): boolean {
  const compared = (comparison: string) =>
    new RegExp(`\\b${column}["\`]?\\s*(${comparison})`, 'i').test(text);
  return compared('=|in\\b|between\\b') || (compared('>') && compared('<'));
}
