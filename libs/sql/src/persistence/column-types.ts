import type { FieldKind } from '@keelson/kernel';
import type { ColumnType } from 'typeorm';
import type { Engine } from './engine.js';

/** A column as both TypeORM's entity schemas and its migrations take it. */
export interface PortableColumn {
  readonly type: ColumnType & string;
  readonly length?: string;
  readonly precision?: number;
  readonly charset?: string;
  readonly collation?: string;
}

/** More code points than this don't fit a row beside other columns on MySQL. */
const longestVarchar = 4_000;

/**
 * The column of a field. Text compares by code point on each engine (MariaDB's default finds 'abc' = 'ABC' and
 * 'a' = 'a '); instants keep milliseconds, since finer ones lose rows in a cursor that JavaScript has read.
 */
export function columnTypeOf(
  kind: FieldKind | 'bytes',
  length: number | undefined,
  engine: Engine,
): PortableColumn {
  if (kind === 'bytes') return { type: engine.dialect === 'mysql' ? 'mediumblob' : 'bytea' };
  return engine.dialect === 'mysql' ? mysqlType(kind, length, engine) : postgresType(kind, length);
}

function mysqlType(kind: FieldKind, length: number | undefined, engine: Engine): PortableColumn {
  const text = {
    charset: 'utf8mb4',
    collation: engine.flavor === 'mariadb' ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin',
  };
  switch (kind) {
    case 'id':
    case 'reference':
      return { type: 'char', length: '36', charset: 'ascii', collation: 'ascii_bin' };
    case 'integer':
      return { type: 'int' };
    case 'amount':
      return { type: 'bigint' };
    case 'instant':
      return { type: 'datetime', precision: 3 };
    case 'flag':
      return { type: 'tinyint' };
    case 'json':
    case 'list':
      // MariaDB's JSON is an alias of this; MySQL's own type would read back differently.
      return { type: 'longtext', ...text };
    case 'text':
    case 'state':
      return (length ?? 255) > longestVarchar
        ? { type: 'mediumtext', ...text }
        : { type: 'varchar', length: String(length ?? 255), ...text };
  }
}

function postgresType(kind: FieldKind, length: number | undefined): PortableColumn {
  switch (kind) {
    case 'id':
    case 'reference':
      return { type: 'uuid' };
    case 'integer':
      return { type: 'integer' };
    case 'amount':
      return { type: 'bigint' };
    case 'instant':
      return { type: 'timestamp with time zone', precision: 3 };
    case 'flag':
      return { type: 'boolean' };
    case 'json':
    case 'list':
      // Kept as written: an answer that is given again has its members in the same order.
      return { type: 'json' };
    case 'text':
    case 'state':
      return { type: 'character varying', length: String(length ?? 255), collation: 'C' };
  }
}
