import { authors, statuses, type Status } from '../data/articles.js';
import { pick, seededRandom } from '../data/random.js';
import { difference } from '../equivalence.js';
import { send, type Answer } from '../load/client.js';
import { Callers } from './callers.js';
import type { Plan, PlanInputs, PlannedRequest, Side, Work } from './work.js';

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
  title: 'list of 20 by status, newest first, random pages',
  programs: { keelson: 'keelson', floor: 'floor', naive: 'naive' },
  database: 'shared',
  warmUp: 20_000,
  prepare: (sides, inputs) => prepare(sides, inputs, {}),
};

export const includeWork: Work = {
  name: 'include',
  title: "list of 20 by status, newest first, random pages, including each article's author",
  programs: { keelson: 'keelson', floor: 'floor', naive: 'naive' },
  database: 'shared',
  warmUp: 10_000,
  prepare: (sides, inputs) => prepare(sides, inputs, { include: 'author' }),
};

/** Walks every list of all sides, which collects the cursors, each side's own, and compares every page. */
async function prepare(
  sides: readonly Side[],
  { mint, dataset }: PlanInputs,
  more: Readonly<Record<string, string>>,
): Promise<readonly Plan[]> {
  const callers = new Callers(mint);
  const positions: Position[][] = sides.map(() => []);
  let rows = 0;
  for (let organization = 0; organization < dataset.organizations; organization++) {
    const walks = statuses.map((status) => walk(sides, organization, { status, more, callers }));
    for (const pages of await Promise.all(walks)) {
      rows += pages.rows;
      positions.forEach((all, side) => all.push(...(pages.positions[side] ?? [])));
    }
  }
  if (rows !== dataset.articles)
    throw new Error(`bench: the lists return ${rows} articles instead of ${dataset.articles}`);
  return positions.map((all) => plan(all, callers));
}

interface Walk {
  readonly status: Status;
  readonly more: Readonly<Record<string, string>>;
  readonly callers: Callers;
}

async function walk(sides: readonly Side[], organization: number, { status, more, callers }: Walk) {
  const token = callers.of(organization);
  const positions: Position[][] = sides.map(() => []);
  let rows = 0;
  let cursors: (string | null)[] = sides.map(() => null);
  do {
    const paths = cursors.map((cursor) => listPath(status, more, cursor));
    const answers = await Promise.all(
      sides.map(({ url }, side) => send(url, { path: paths[side] ?? '', token })),
    );
    const pages = answers.map(({ body }) => pageOf(body));
    const [first] = pages as [Page];
    if (more['include']) assertAuthors(first);
    pages.forEach((page, side) => {
      const wrong =
        difference(first.data, page.data, 'data') ??
        difference(first.page.limit, page.page.limit, 'page.limit') ??
        difference(first.page.next === null, page.page.next === null, 'page.next === null');
      if (wrong)
        throw new Error(
          `bench: ${sides[side]?.url}${paths[side]} differs from the response of ${sides[0]?.url}: ${wrong}`,
        );
      const { body, bytes } = answers[side] as Answer;
      positions[side]?.push({ organization, path: paths[side] ?? '', body, bytes });
    });
    rows += first.data.length;
    cursors = pages.map((page) => page.page.next);
  } while (cursors[0] !== null);
  return { positions, rows };
}

function listPath(status: Status, more: Readonly<Record<string, string>>, cursor: string | null): string {
  const query = new URLSearchParams({
    'filter[status]': status,
    sort: '-createdAt',
    limit: `${limit}`,
    ...more,
  });
  if (cursor) query.set('cursor', cursor);
  return `/v1/articles?${query.toString()}`;
}

interface Page {
  readonly data: readonly { readonly authorId?: string; readonly author?: unknown }[];
  readonly page: { readonly next: string | null; readonly limit: number };
}

function pageOf(body: unknown): Page {
  const page = body as Partial<Page> | null;
  if (!Array.isArray(page?.data) || page.page?.limit !== limit) {
    throw new Error(`bench: this response is not a page of a list: ${JSON.stringify(body).slice(0, 300)}`);
  }
  return page as Page;
}

const authorViews = new Map(
  authors.map(({ id, name, motto, createdAt }) => [
    id,
    { id, name, motto, createdAt: new Date(createdAt).toISOString() },
  ]),
);

/** Two servers that leave the authors out would agree. */
function assertAuthors({ data }: Page): void {
  for (const { authorId, author } of data) {
    const wrong = difference(authorViews.get(authorId ?? ''), author, 'author');
    if (wrong) throw new Error(`bench: an included author is wrong: ${wrong}`);
  }
}

function plan(positions: readonly Position[], callers: Callers): Plan {
  const random = seededRandom(positions.length);
  const drawn = Array.from({ length: planned }, () => pick(random, positions));
  const request = (at: Position): PlannedRequest => ({
    path: at.path,
    token: callers.any(at.organization, random).token,
  });
  return {
    requests: drawn.map(request),
    samples: positions
      .filter((_, index) => index % sampleEvery === 0)
      .map((at) => ({ ...request(at), expected: at.body })),
    bytes: drawn.map(({ bytes }) => bytes),
    meanBytes: drawn.reduce((sum, at) => sum + at.bytes, 0) / drawn.length,
  };
}
