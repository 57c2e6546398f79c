import { pick, seededRandom, uuid7 } from './random.js';

export const organizationCount = 50;
export const authorsPerOrganization = 10;
export const statuses = ['draft', 'published', 'archived'] as const;
export type Status = (typeof statuses)[number];

/** `even`: 2,000 rows each. `half`: the first organization owns half of the table, which misleads MariaDB's planner. */
export type Tenancy = 'even' | 'half';

/** How many rows there are, how long, and whose. */
export interface Dataset {
  readonly articles: number;
  /** Organizations that own articles, of the {@link organizationCount} that there are. */
  readonly organizations: number;
  readonly tenancy: Tenancy;
  readonly bodyLength: number;
}

export const usualDataset: Dataset = {
  articles: 100_000,
  organizations: organizationCount,
  tenancy: 'even',
  bodyLength: 500,
};

/** A row as the table holds it; instants in milliseconds since 1970. */
export interface Article {
  readonly id: string;
  readonly organizationId: string;
  readonly title: string;
  readonly body: string;
  readonly status: Status;
  readonly authorId: string;
  readonly views: number;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

const firstInstant = Date.UTC(2026, 0, 1);
const words = (
  'ordering harbour ledger vessel café invoice stock across keel frame timber naïve quarter cargo manifest weight ' +
  'between tide and the of a to with from under every later signed crossing reviewed'
).split(' ');

export const organizationId = (index: number): string =>
  uuid7(firstInstant - 86_400_000 + index, seededRandom(1_000_000 + index));

export const userId = (organization: number, index: number): string =>
  uuid7(firstInstant - 43_200_000 + index, seededRandom(2_000_000 + organization * 1_000 + index));

/** Which organization owns row `index`. */
export function organizationOf(index: number, { tenancy, organizations }: Dataset): number {
  if (tenancy === 'even') return index % organizations;
  return index % 2 === 0 ? 0 : 1 + (((index - 1) / 2) % (organizations - 1));
}

/** Row `index`, computed from its number, so that an answer can be checked without asking the database. */
export function article(index: number, dataset: Dataset): Article {
  const random = seededRandom(index);
  const organization = organizationOf(index, dataset);
  // 200 rows share a millisecond: some of one organization tie, and a cursor without the id as tie-break is caught.
  const createdAt = firstInstant + Math.floor(index / 200) * 61_007;
  return {
    id: uuid7(createdAt, random),
    organizationId: organizationId(organization),
    title: `${sentence(random, 36)} ${index}`,
    body: sentence(random, dataset.bodyLength),
    status: random() < 0.6 ? 'published' : pick(random, statuses),
    authorId: userId(organization, Math.floor(random() * authorsPerOrganization)),
    views: Math.floor(random() * 50_000),
    version: 1 + Math.floor(random() * 9),
    createdAt,
    updatedAt: createdAt + Math.floor(random() * 86_400_000),
  };
}

/** Who writes; the authors of an organization are its users. */
export interface Author {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly motto: string;
  readonly createdAt: number;
}

export const authors: readonly Author[] = Array.from(
  { length: organizationCount * authorsPerOrganization },
  (_, index): Author => {
    const organization = Math.floor(index / authorsPerOrganization);
    const random = seededRandom(5_000_000 + index);
    return {
      id: userId(organization, index % authorsPerOrganization),
      organizationId: organizationId(organization),
      name: `Author ${index}`,
      motto: sentence(random, 60),
      createdAt: firstInstant - 3_600_000 + index,
    };
  },
);

function sentence(random: () => number, length: number): string {
  let text = pick(random, words);
  while (text.length < length) text += ` ${pick(random, words)}`;
  return text.slice(0, length).trimEnd();
}
