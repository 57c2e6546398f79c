import { articleCount, organizationCount, statuses, type Status } from '../data/articles.js';
import { principals, type Principal, type TokenMint } from '../data/principals.js';
import { pick, seededRandom } from '../data/random.js';
import { difference } from '../equivalence.js';
import { get } from '../load/client.js';
import type { Plan, PlannedRequest, Work } from './work.js';

const limit = 20;
const planned = 20_000;
const sampleEvery = 40;

/** One page of one server, as a caller of `organization` would ask for it. */
interface Position {
  readonly organization: number;
  readonly path: string;
  readonly body: unknown;
  readonly bytes: number;
}

export const listWork: Work = {
  name: 'list',
  title: 'list of 20 by status, newest first, at random pages',
  goal: 1.4,
  async prepare(urls, { mint }) {
    const callers = new Callers(mint);
    const first: Position[] = [];
    const second: Position[] = [];
    let rows = 0;
    // Cursors are each server's own: walking every list of both, side by side, collects them and compares every page.
    for (let organization = 0; organization < organizationCount; organization++) {
      const walks = statuses.map((status) => walk(urls, organization, status, callers.of(organization)));
      for (const pages of await Promise.all(walks)) {
        rows += pages.rows;
        first.push(...pages.first);
        second.push(...pages.second);
      }
    }
    if (rows !== articleCount) throw new Error(`bench: the lists hold ${rows} of ${articleCount} articles`);
    return [plan(first, callers), plan(second, callers)];
  },
};

async function walk(urls: readonly [string, string], organization: number, status: Status, token: string) {
  const first: Position[] = [];
  const second: Position[] = [];
  let cursors: [string | null, string | null] | undefined;
  let rows = 0;
  do {
    const paths = [listPath(status, cursors?.[0]), listPath(status, cursors?.[1])] as const;
    const [one, other] = await Promise.all([get(urls[0], paths[0], token), get(urls[1], paths[1], token)]);
    const [page, otherPage] = [pageOf(one.body), pageOf(other.body)];
    const wrong =
      difference(page.data, otherPage.data, 'data') ??
      difference(page.page.limit, otherPage.page.limit, 'page.limit') ??
      difference(page.page.next === null, otherPage.page.next === null, 'page.next === null');
    if (wrong) throw new Error(`bench: ${urls[1]}${paths[1]} is not what ${urls[0]} answers: ${wrong}`);
    first.push({ organization, path: paths[0], ...one });
    second.push({ organization, path: paths[1], ...other });
    rows += page.data.length;
    cursors = [page.page.next, otherPage.page.next];
  } while (cursors[0] !== null);
  return { first, second, rows };
}

function listPath(status: Status, cursor: string | null | undefined): string {
  const query = new URLSearchParams({ 'filter[status]': status, sort: '-createdAt', limit: `${limit}` });
  if (cursor) query.set('cursor', cursor);
  return `/v1/articles?${query.toString()}`;
}

interface Page {
  readonly data: readonly unknown[];
  readonly page: { readonly next: string | null; readonly limit: number };
}

function pageOf(body: unknown): Page {
  const page = body as Partial<Page> | null;
  if (!Array.isArray(page?.data) || page.page?.limit !== limit) {
    throw new Error(`bench: this is no page of a list: ${JSON.stringify(body).slice(0, 300)}`);
  }
  return page as Page;
}

function plan(positions: readonly Position[], callers: Callers): Plan {
  const random = seededRandom(positions.length);
  const drawn = Array.from({ length: planned }, () => pick(random, positions));
  const request = (at: Position): PlannedRequest => ({
    path: at.path,
    token: callers.any(at.organization, random),
  });
  return {
    requests: drawn.map(request),
    samples: positions
      .filter((_, index) => index % sampleEvery === 0)
      .map((at) => ({ ...request(at), body: at.body })),
    meanBytes: drawn.reduce((sum, at) => sum + at.bytes, 0) / drawn.length,
  };
}

/** The 500 callers with one token each, by organization. */
class Callers {
  readonly #tokens: readonly (readonly string[])[];

  constructor(mint: TokenMint) {
    const inOrganization = (organization: number) => (one: Principal) => one.organization === organization;
    this.#tokens = Array.from({ length: organizationCount }, (_, organization) =>
      principals.filter(inOrganization(organization)).map((one) => mint.token(one)),
    );
  }

  of(organization: number): string {
    return this.#tokens[organization]?.[0] ?? '';
  }

  any(organization: number, random: () => number): string {
    return pick(random, this.#tokens[organization] ?? []);
  }
}
