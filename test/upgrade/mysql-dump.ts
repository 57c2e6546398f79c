import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { bytesLiteral, instantLiteral, textLiteral } from './literals.js';

async function tablesOf(connection: Connection): Promise<string[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY 1",
  );
  return rows.map(({ name }) => String(name));
}

async function tableStatement(connection: Connection, table: string): Promise<string> {
  const [rows] = await connection.query<RowDataPacket[]>(`SHOW CREATE TABLE \`${table}\``);
  return String(rows[0]?.['Create Table']).replace(/ AUTO_INCREMENT=\d+/, '');
}

/** INSERTs of every row of a table, in the order of their text. */
async function rowsOf(connection: Connection, table: string, now: Date): Promise<string[]> {
  const [rows, fields] = await connection.query<RowDataPacket[][]>({
    sql: `SELECT * FROM \`${table}\``,
    rowsAsArray: true,
  });
  const names = fields.map(({ name }) => `\`${name}\``).join(', ');
  const statements = rows.map((row) => {
    const values = row.map((value: unknown) => {
      if (value === null) return 'NULL';
      if (value instanceof Date) return instantLiteral(value, now);
      if (Buffer.isBuffer(value)) return bytesLiteral('mysql', value);
      return typeof value === 'number' ? String(value) : textLiteral('mysql', value as string);
    });
    return `INSERT INTO \`${table}\` (${names}) VALUES (${values.join(', ')})`;
  });
  return statements.sort();
}

/** All statements of a MySQL or MariaDB database, each in one line. */
export async function dumpMysql(url: string): Promise<string[]> {
  return onMysql(url, async (connection) => {
    const [rows] = await connection.query<RowDataPacket[]>('SELECT NOW(3) AS now');
    const now = rows[0]?.['now'] as Date;
    const tables = await tablesOf(connection);
    const statements = [];
    for (const table of tables)
      statements.push((await tableStatement(connection, table)).replaceAll(/\s*\n\s*/g, ' '));
    for (const table of tables) statements.push(...(await rowsOf(connection, table, now)));
    return statements;
  });
}

/** What there is, whatever the order in which columns were added. */
export function schemaOfMysql(url: string): Promise<string[]> {
  return onMysql(url, async (connection) => {
    const lines: string[] = [];
    for (const table of await tablesOf(connection)) {
      const statement = await tableStatement(connection, table);
      lines.push(...statement.split('\n').map((line) => `${table}: ${line.trim().replace(/,$/, '')}`));
    }
    return lines.sort();
  });
}

async function onMysql<T>(url: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await createConnection({
    uri: url,
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: true,
  });
  try {
    await connection.query("SET time_zone = '+00:00'");
    return await work(connection);
  } finally {
    await connection.end();
  }
}
