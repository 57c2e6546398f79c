import { createConnection } from 'mysql2/promise';
import { article, articleCount, type Article, type Tenancy } from './articles.js';

const table = `
  CREATE TABLE articles (
    id char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    organization_id char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    title varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
    body text CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
    status varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    author_id char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    views int NOT NULL,
    version int NOT NULL,
    created_at datetime(3) NOT NULL,
    updated_at datetime(3) NOT NULL,
    KEY ix_articles__organization_id__created_at__id (organization_id, created_at, id),
    KEY ix_articles__organization_id__status__created_at__id (organization_id, status, created_at, id)
  ) ENGINE = InnoDB`;

const columns = 'id, organization_id, title, body, status, author_id, views, version, created_at, updated_at';
const batch = 1_000;

export interface Seeded {
  /** Of the database with the table. */
  readonly url: string;
  readonly serverVersion: string;
}

/** Makes the database `bench` on the server of `url` and fills `articles` in it. */
export async function seed(url: string, tenancy: Tenancy): Promise<Seeded> {
  const database = await createConnection({ uri: url, timezone: 'Z' });
  try {
    await database.query('CREATE DATABASE bench CHARACTER SET utf8mb4');
    await database.query('USE bench');
    await database.query(table);
    await database.query('SET unique_checks = 0');
    await database.beginTransaction();
    for (let from = 0; from < articleCount; from += batch) {
      const rows = Array.from({ length: batch }, (_, offset) => values(article(from + offset, tenancy)));
      await database.query(`INSERT INTO articles (${columns}) VALUES ?`, [rows]);
    }
    await database.commit();
    await database.query('ANALYZE TABLE articles');
    const [versions] = await database.query('SELECT VERSION() AS version');
    return {
      url: new URL('/bench', url).href,
      serverVersion: String((versions as { version: string }[])[0]?.version),
    };
  } finally {
    await database.end();
  }
}

function values(row: Article): (string | number | Date)[] {
  return [
    row.id,
    row.organizationId,
    row.title,
    row.body,
    row.status,
    row.authorId,
    row.views,
    row.version,
    new Date(row.createdAt),
    new Date(row.updatedAt),
  ];
}
