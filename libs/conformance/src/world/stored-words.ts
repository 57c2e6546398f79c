import type { SentStatement, Subject } from '../subject.js';

/**
 * Looks for words in all rows of the tables that statements name, also in those of no organization, past the application.
 * @returns those of the words that stand in one of them
 */
export async function wordsStoredIn(
  subject: Pick<Subject, 'engine' | 'sql'>,
  statements: readonly SentStatement[],
  words: readonly string[],
): Promise<ReadonlySet<string>> {
  const schema = subject.engine === 'mysql' ? 'DATABASE()' : 'current_schema()';
  const quote = subject.engine === 'mysql' ? '`' : '"';
  const tables = await subject.sql(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${schema}`,
  );
  const stored = new Set<string>();
  for (const { name } of tables) {
    const named = new RegExp(`\\b${String(name)}\\b`, 'i');
    if (!statements.some(({ text }) => named.test(text))) continue;
    const rows = JSON.stringify(await subject.sql(`SELECT * FROM ${quote}${String(name)}${quote}`));
    for (const word of words) if (rows.includes(word)) stored.add(word);
  }
  return stored;
}
