import { partsOf } from './mysql-parts.js';
import { MysqlStatements } from './mysql-statements.js';
import { longestText, UnreadableError, type KnownTables, type Reading } from './reading.js';

/** Reads a statement of MySQL or MariaDB by our own grammar, which knows less than theirs and says so. */
export function readMysql(text: string, tables: KnownTables): Reading {
  try {
    if (text.trim() === '') throw new UnreadableError('its text is not available.');
    if (text.length > longestText) throw new UnreadableError('it is too long to parse; split it.');
    return new MysqlStatements(tables).read(partsOf(text)).judge(tables);
  } catch (error) {
    if (error instanceof UnreadableError) return { kind: 'unclear', reason: error.message };
    // Parentheses too deep for the stack, say.
    return { kind: 'unclear', reason: `it cannot be parsed (${(error as Error).message}).` };
  }
}
