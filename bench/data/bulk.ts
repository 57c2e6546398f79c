import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import type { Engine } from '../servers/settings.js';

export type Value = string | number | Date | null;

export interface Column {
  readonly name: string;
  readonly mysql: string;
  readonly postgres: string;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly indexes: readonly (readonly string[])[];
}

/** Makes tables and fills them, thousands of rows a statement. */
export interface BulkDatabase {
  create(table: Table): Promise<unknown>;
  begin(): Promise<unknown>;
  /** @param columns names, in the order of each row's values */
  insert(table: string, columns: readonly string[], rows: readonly Value[][]): Promise<unknown>;
  commit(): Promise<unknown>;
  analyze(table: string): Promise<unknown>;
  end(): Promise<void>;
}

export function openBulk(engine: Engine, url: string): Promise<BulkDatabase> {
  return engine === 'mysql' ? openMysql(url) : openPostgres(url);
}

const indexName = (table: string, columns: readonly string[]) => `ix_${table}__${columns.join('__')}`;

async function openMysql(url: string): Promise<BulkDatabase> {
  const database = await createConnection({ uri: url, timezone: 'Z' });
  return {
    create: ({ name, columns, indexes }) =>
      database.query(
        `CREATE TABLE ${name} (${columns.map((column) => `${column.name} ${column.mysql} NOT NULL`).join(', ')}, PRIMARY KEY (id), ${indexes.map((each) => `KEY ${indexName(name, each)} (${each.join(', ')})`).join(', ')}) ENGINE = InnoDB`,
      ),
    async begin() {
      await database.query('SET unique_checks = 0');
      await database.beginTransaction();
    },
    insert: (table, columns, rows) =>
      database.query(`INSERT INTO ${table} (${columns.map((each) => `\`${each}\``).join(', ')}) VALUES ?`, [
        rows,
      ]),
    commit: () => database.commit(),
    analyze: (table) => database.query(`ANALYZE TABLE ${table}`),
    end: () => database.end(),
  };
}

async function openPostgres(url: string): Promise<BulkDatabase> {
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  return {
    async create({ name, columns, indexes }) {
      await database.query(
        `CREATE TABLE ${name} (${columns.map((column) => `${column.name} ${column.postgres} NOT NULL`).join(', ')}, PRIMARY KEY (id))`,
      );
      for (const each of indexes)
        await database.query(`CREATE INDEX ${indexName(name, each)} ON ${name} (${each.join(', ')})`);
    },
    begin: () => database.query('BEGIN'),
    insert(table, columns, rows) {
      const places = rows.map(
        (_, row) => `(${columns.map((__, column) => `$${row * columns.length + column + 1}`).join(', ')})`,
      );
      return database.query(
        `INSERT INTO ${table} (${columns.map((each) => `"${each}"`).join(', ')}) VALUES ${places.join(', ')}`,
        rows.flat(),
      );
    },
    commit: () => database.query('COMMIT'),
    analyze: (table) => database.query(`VACUUM ANALYZE ${table}`),
    end: () => database.end(),
  };
}
