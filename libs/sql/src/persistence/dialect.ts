import type { Dialect } from './engine.js';

/** The unique constraint or index that a duplicate ran into. */
export function constraintOf(error: unknown): string {
  const { constraint, sqlMessage, driverError } = error as {
    constraint?: string;
    sqlMessage?: string;
    driverError?: unknown;
  };
  if (constraint) return constraint;
  const named = /for key '(?:[^'.]+\.)?([^']+)'/.exec(sqlMessage ?? '')?.[1];
  return named ?? (driverError ? constraintOf(driverError) : '');
}

export function quoted(dialect: Dialect, identifier: string): string {
  return dialect === 'mysql' ? `\`${identifier}\`` : `"${identifier}"`;
}

/** `?` becomes `$1`, `$2`, … for PostgreSQL, outside of string literals and quoted names. */
export function withPlaceholders(dialect: Dialect, sql: string): string {
  if (dialect === 'mysql') return sql;
  let position = 0;
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g, (token) =>
    token === '?' ? `$${(position += 1)}` : token,
  );
}
