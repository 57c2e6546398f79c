import { UnreadableError, type Binding } from './reading.js';

/** A piece of SQL text. A keyword is a word, any other name a name, quoted or not; parentheses make a group. */
export type Part =
  | { readonly kind: 'name' | 'word' | 'string' | 'other'; readonly text: string }
  | { readonly kind: 'parameter'; readonly text: '?'; readonly position: number }
  | { readonly kind: 'group'; readonly text: '('; readonly parts: readonly Part[] };

/** MySQL's words that shape a statement; none of them may be a column's name without quotes. */
const words = new Set(
  `SELECT INSERT UPDATE DELETE FROM JOIN INTO WHERE AND OR XOR NOT SET VALUES ON USING INNER LEFT RIGHT CROSS NATURAL OUTER GROUP ORDER BY HAVING LIMIT
OFFSET FOR AS UNION EXCEPT INTERSECT WITH CALL EXECUTE PREPARE DO LOAD TRUNCATE REPLACE HANDLER RETURNING WINDOW FETCH LOCK CREATE ALTER DROP FORCE USE IGNORE BETWEEN CASE
DISTINCT STRAIGHT_JOIN LATERAL INDEX KEY TABLE PARTITION PROCEDURE DUPLICATE OVER IN EXISTS ANY ALL SOME LIKE IS NULL WHEN THEN ELSE END DIV MOD DISTINCTROW RECURSIVE INTERVAL REGEXP RLIKE MEMBER OF COLLATE`.split(
    /\s+/,
  ),
);

const pattern =
  /\s+|([A-Za-z_][A-Za-z0-9_$]*)|`((?:[^`]|``)*)`|"((?:[^"\\]|"")*)"|'((?:[^'\\]|'')*)'|(\?)|(--|\/\*|#|\$)|([<>!=|:&-]+|[^\s])/gy;

/**
 * Cuts MySQL's SQL into parts.
 * @throws UnreadableError for a comment (an executable one is code), a backslash inside a string (sql_mode decides what it
 * means) and whatever else two readers could read differently
 */
export function partsOf(text: string): readonly Part[] {
  const open: Part[][] = [[]];
  let position = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [whole, word, backticked, doubled, single, mark, forbidden, other] = match;
    // mysql2 writes a value in the place of each `?`, also of one inside quotes.
    if (whole.length > 1 && whole.includes('?')) throw new UnreadableError('it has a ? inside quotes.');
    const top = open.at(-1) as Part[];
    if (word !== undefined) top.push({ kind: words.has(word.toUpperCase()) ? 'word' : 'name', text: word });
    else if (backticked !== undefined) top.push({ kind: 'name', text: backticked });
    else if (doubled !== undefined || single !== undefined)
      top.push({ kind: 'string', text: doubled ?? single ?? '' });
    else if (mark !== undefined) {
      // mysql2 puts a name in the place of `??`, and counts it as one value.
      if (text[pattern.lastIndex] === '?')
        throw new UnreadableError('it has a ??, which mysql2 replaces with an identifier.');
      top.push({ kind: 'parameter', text: '?', position: position++ });
    } else if (forbidden !== undefined || (other !== undefined && /^['"`\\]$|--|:=/.test(other)))
      throw new UnreadableError(
        'it has a comment, an optimizer hint, a backslash, a dollar sign, an assignment or an unclosed quote.',
      );
    else if (other === '(') open.push([]);
    else if (other === ')') {
      const parts = open.pop() ?? [];
      if (open.length === 0)
        throw new UnreadableError('it has a closing parenthesis without an opening one.');
      open.at(-1)?.push({ kind: 'group', text: '(', parts });
    } else if (other !== undefined) top.push({ kind: 'other', text: other });
  }
  if (open.length !== 1) throw new UnreadableError('it has an unclosed parenthesis.');
  return open[0] ?? [];
}

/** Whether a part is one of these keywords; a column or a text of that name is not. */
export function isWord(part: Part | undefined, ...wanted: readonly string[]): boolean {
  return part?.kind === 'word' && wanted.includes(part.text.toUpperCase());
}

/** Whether a part is this operator or mark. */
export function isMark(part: Part | undefined, mark: string): boolean {
  return part?.kind === 'other' && part.text === mark;
}

/** The pieces between commas. */
export function splitByComma(parts: readonly Part[]): readonly (readonly Part[])[] {
  const pieces: Part[][] = [[]];
  for (const part of parts)
    if (isMark(part, ',')) pieces.push([]);
    else pieces.at(-1)?.push(part);
  return pieces;
}

export function valueOf(part: Part | undefined): Binding | null {
  if (part?.kind === 'parameter') return { kind: 'parameter', position: part.position };
  if (part?.kind === 'string') return { kind: 'literal', value: part.text };
  return null;
}
