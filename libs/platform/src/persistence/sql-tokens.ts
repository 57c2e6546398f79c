import type { Dialect } from './engine.js';

/** A piece of SQL text. Quoted and plain names are both names; keywords may be either, so they are both too. */
export type Token =
  | { readonly kind: 'name' | 'word' | 'string' | 'other'; readonly text: string }
  | { readonly kind: 'parameter'; readonly text: string; readonly position: number };

const keywords = new Set(
  'SELECT INSERT UPDATE DELETE FROM JOIN INTO WHERE AND OR XOR NOT SET VALUES ON USING INNER LEFT RIGHT FULL CROSS NATURAL OUTER GROUP ORDER BY HAVING LIMIT OFFSET FOR AS UNION EXCEPT INTERSECT WITH CALL EXECUTE PREPARE DO COPY LOAD TRUNCATE MERGE REPLACE HANDLER RETURNING WINDOW FETCH LOCK CREATE ALTER DROP COMMENT RENAME FORCE USE IGNORE BETWEEN CASE DISTINCT ONLY'.split(
    ' ',
  ),
);

/**
 * Cuts SQL into tokens.
 * @returns null for text that holds a comment, a dollar quote, a backslash inside a string (engines disagree on it) or
 * a quote that does not end: what two readers could read differently is not read at all
 */
export function tokensOf(text: string, dialect: Dialect): readonly Token[] | null {
  const tokens: Token[] = [];
  const pattern =
    /\s+|([A-Za-z_][A-Za-z0-9_$]*)|`((?:[^`]|``)*)`|"((?:[^"\\]|"")*)"|'((?:[^'\\]|'')*)'|\$(\d+)|(\?)|(--|\/\*|#|\$)|([<>!=|:&-]+|[^\s])/gy;
  let position = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    // mysql2 writes a value in the place of each `?`, also of one inside quotes.
    if (dialect === 'mysql' && match[0].length > 1 && match[0].includes('?')) return null;
    const [whole, word, backticked, doubled, single, numbered, mark, forbidden, other] = match;
    if (word !== undefined)
      tokens.push({ kind: keywords.has(word.toUpperCase()) ? 'word' : 'name', text: word });
    else if (backticked !== undefined) tokens.push({ kind: 'name', text: backticked });
    else if (doubled !== undefined)
      tokens.push({ kind: dialect === 'mysql' ? 'string' : 'name', text: doubled });
    else if (single !== undefined) tokens.push({ kind: 'string', text: single });
    else if (numbered !== undefined && dialect === 'postgres')
      tokens.push({ kind: 'parameter', text: whole, position: Number(numbered) - 1 });
    else if (mark !== undefined && dialect === 'mysql') {
      // mysql2 puts a name in the place of `??`, and counts it as one value.
      if (text[pattern.lastIndex] === '?') return null;
      tokens.push({ kind: 'parameter', text: '?', position: position++ });
    } else if (numbered !== undefined || forbidden !== undefined) return null;
    else if (mark !== undefined) tokens.push({ kind: 'other', text: mark });
    else if (other !== undefined) {
      if (/^['"`\\]$/.test(other) || other.includes('--')) return null;
      tokens.push({ kind: 'other', text: other });
    }
  }
  return tokens;
}
