import { PostgresStatements, type PostgresParser } from './postgres-statements.js';
import { longestText, UnreadableError, type KnownTables, type Reader, type Reading } from './reading.js';

/** Loads PostgreSQL's own grammar (libpg_query as WebAssembly); after that, reading is synchronous. */
export async function loadPostgresReader(): Promise<Reader> {
  const { loadModule, parseSync } = await import('libpg-query');
  await loadModule();
  return (text, tables) => readPostgres(text, tables, parseSync as PostgresParser);
}

function readPostgres(text: string, tables: KnownTables, parse: PostgresParser): Reading {
  try {
    if (text.trim() === '') throw new UnreadableError('its text is not available.');
    if (text.length > longestText) throw new UnreadableError('it is too long to parse; split it.');
    return new PostgresStatements(tables).read(parse(text)).judge(tables);
  } catch (error) {
    return { kind: 'unclear', reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof UnreadableError
    ? error.message
    : `PostgreSQL's grammar cannot parse it (${(error as Error).message}).`;
}
