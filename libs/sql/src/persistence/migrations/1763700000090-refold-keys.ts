import { foldedWord, longestWord, normalizedKey } from '@keelson/kernel';
import { Logger } from '@nestjs/common';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { quoted, withPlaceholders } from '../dialect.js';
import type { Dialect } from '../engine.js';
import { failureOf } from '../failures/index.js';

/** Rows of one batch. */
const batch = 500;
const firstId = '00000000-0000-0000-0000-000000000000';
/** Letters in stored words that are folded now and were not: ß, the final sigma, and old forms of Cyrillic. */
const refolded = [...'ßς\u1c80\u1c81\u1c82\u1c83\u1c84\u1c85\u1c86\u1c87\u1c88'];

interface KeyColumn {
  readonly table: string;
  readonly column: string;
  readonly key: string;
  /** Most code points of the key. */
  readonly length: number;
}

/**
 * Keys and search words were NFC in lower case, in which a letter depends on its neighbors; they are folded anew where that
 * makes a difference. Where two rows now have one key, the one whose key changes keeps a key of its own, which no value
 * folds to: it is found by its id, and is named in the log.
 */
export class RefoldKeys1763700000090 implements MigrationInterface {
  private readonly logger = new Logger('Migrations');

  async up(runner: QueryRunner): Promise<void> {
    const dialect: Dialect = runner.connection.options.type === 'postgres' ? 'postgres' : 'mysql';
    const ask = async <T>(sql: string, values: readonly unknown[] = []): Promise<T[]> =>
      (await runner.query(withPlaceholders(dialect, sql), [...values])) as T[];
    for (const column of await keyColumns(ask, dialect)) await this.refoldKeys(ask, dialect, column);
    await refoldWords(ask, dialect);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  private async refoldKeys(
    ask: Ask,
    dialect: Dialect,
    { table, column, key, length }: KeyColumn,
  ): Promise<void> {
    const [t, c, k] = [table, column, key].map((name) => quoted(dialect, name));
    for (let after: string | undefined = firstId; after !== undefined;) {
      const rows: { id: string; value: string; folded: string }[] = await ask(
        `SELECT id, ${c} AS value, ${k} AS folded FROM ${t} WHERE id > ? AND ${isNotAscii(dialect, k ?? '')} ORDER BY id LIMIT ${batch}`,
        [after],
      );
      for (const { id, value, folded } of rows) {
        // Only what the former folding has made: another column may end in _key.
        if (folded !== value.normalize('NFC').toLowerCase() || folded === normalizedKey(value)) continue;
        const write = (text: string) => ask(`UPDATE ${t} SET ${k} = ? WHERE id = ?`, [text, id]);
        await ask('SAVEPOINT refold');
        try {
          await write(normalizedKey(value));
        } catch (error) {
          if (failureOf(error) !== 'duplicate') throw error;
          await ask('ROLLBACK TO SAVEPOINT refold');
          const mark = ` DUPLICATE ${id}`;
          await write(`${[...normalizedKey(value)].slice(0, length - mark.length).join('')}${mark}`);
          this.logger.warn(
            `${table} ${id}: another row has the same ${column} except for case. Both are kept; this one can be found only by its id until its ${column} is changed.`,
          );
        }
        await ask('RELEASE SAVEPOINT refold');
      }
      after = rows.length < batch ? undefined : rows.at(-1)?.id;
    }
  }
}

type Ask = <T>(sql: string, values?: readonly unknown[]) => Promise<T[]>;

/** Each text beside one that is named like it with `_key`, in a table with ids. */
function keyColumns(ask: Ask, dialect: Dialect): Promise<KeyColumn[]> {
  const [schema, name] =
    dialect === 'postgres'
      ? ['current_schema()', "c.column_name || '_key'"]
      : ['DATABASE()', "CONCAT(c.column_name, '_key')"];
  return ask(
    `SELECT c.table_name AS ${quoted(dialect, 'table')}, c.column_name AS ${quoted(dialect, 'column')}, k.column_name AS ${quoted(dialect, 'key')}, k.character_maximum_length AS length
     FROM information_schema.columns c
     JOIN information_schema.columns k ON k.table_schema = c.table_schema AND k.table_name = c.table_name AND k.column_name = ${name}
     JOIN information_schema.columns i ON i.table_schema = c.table_schema AND i.table_name = c.table_name AND i.column_name = 'id' AND i.data_type IN ('uuid', 'char')
     WHERE c.table_schema = ${schema} AND c.data_type IN ('varchar', 'character varying') AND k.data_type = c.data_type
     ORDER BY c.table_name, c.column_name`,
  );
}

/** Until no word has one of the letters: what is written anew has none. */
async function refoldWords(ask: Ask, dialect: Dialect): Promise<void> {
  const letters = refolded.map(() => `word LIKE ?`).join(' OR ');
  const where = 'organization_id = ? AND subject = ? AND row_id = ? AND word = ?';
  const insert = `INSERT${dialect === 'mysql' ? ' IGNORE' : ''} INTO search_words (organization_id, subject, row_id, word) VALUES (?, ?, ?, ?)${dialect === 'mysql' ? '' : ' ON CONFLICT DO NOTHING'}`;
  for (;;) {
    const words: { organization_id: string; subject: string; row_id: string; word: string }[] = await ask(
      `SELECT organization_id, subject, row_id, word FROM search_words WHERE ${letters} LIMIT ${batch}`,
      refolded.map((letter) => `%${letter}%`),
    );
    for (const { organization_id, subject, row_id, word } of words) {
      const place = [organization_id, subject, row_id];
      await ask(`DELETE FROM search_words WHERE ${where}`, [...place, word]);
      await ask(insert, [...place, [...foldedWord(word)].slice(0, longestWord).join('')]);
    }
    if (words.length < batch) return;
  }
}

function isNotAscii(dialect: Dialect, column: string): string {
  return dialect === 'postgres'
    ? `octet_length(${column}) <> char_length(${column})`
    : `LENGTH(${column}) <> CHAR_LENGTH(${column})`;
}
