import type { Engine } from '../servers/settings.js';
import { article, authors, type Dataset } from './articles.js';
import { openBulk, type Column, type Table, type Value } from './bulk.js';

const id = (name: string): Column => ({
  name,
  mysql: 'char(36) CHARACTER SET ascii COLLATE ascii_bin',
  postgres: 'uuid',
});
const text = (name: string, length: number): Column => ({
  name,
  mysql: `varchar(${length}) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`,
  postgres: `varchar(${length}) COLLATE "C"`,
});
const integer = (name: string): Column => ({ name, mysql: 'int', postgres: 'integer' });
const instant = (name: string): Column => ({ name, mysql: 'datetime(3)', postgres: 'timestamptz(3)' });
const rowColumns = [
  id('id'),
  id('organization_id'),
  integer('version'),
  instant('created_at'),
  instant('updated_at'),
];

/** The tables as Keelson's own migrations would make them. */
const authorTable: Table = {
  name: 'authors',
  columns: [...rowColumns, text('name', 100), text('motto', 200)],
  indexes: [['organization_id', 'created_at', 'id']],
};
const articleTable: Table = {
  name: 'articles',
  columns: [
    ...rowColumns,
    text('title', 200),
    text('body', 4_000),
    text('status', 16),
    id('author_id'),
    integer('views'),
  ],
  indexes: [
    ['organization_id', 'created_at', 'id'],
    ['organization_id', 'status', 'created_at', 'id'],
  ],
};

const namesOf = ({ columns }: Table) => columns.map(({ name }) => name);
const batch = 1_000;

/** Makes the tables `authors` and `articles` in an empty database, and fills them. */
export async function seed(engine: Engine, url: string, dataset: Dataset): Promise<void> {
  const database = await openBulk(engine, url);
  try {
    await database.create(authorTable);
    await database.create(articleTable);
    await database.begin();
    await database.insert(
      'authors',
      namesOf(authorTable),
      authors.map((row) => {
        const at = new Date(row.createdAt);
        return [row.id, row.organizationId, 1, at, at, row.name, row.motto];
      }),
    );
    for (let from = 0; from < dataset.articles; from += batch) {
      const length = Math.min(batch, dataset.articles - from);
      await database.insert(
        'articles',
        namesOf(articleTable),
        Array.from({ length }, (_, offset) => articleValues(from + offset, dataset)),
      );
    }
    await database.commit();
    for (const { name } of [authorTable, articleTable]) await database.analyze(name);
  } finally {
    await database.end();
  }
}

function articleValues(index: number, dataset: Dataset): Value[] {
  const row = article(index, dataset);
  return [
    row.id,
    row.organizationId,
    row.version,
    new Date(row.createdAt),
    new Date(row.updatedAt),
    row.title,
    row.body,
    row.status,
    row.authorId,
    row.views,
  ];
}
