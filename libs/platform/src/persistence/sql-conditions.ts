import type { Token } from './sql-tokens.js';

const clauseEnds = /^(GROUP|ORDER|HAVING|LIMIT|OFFSET|FOR|RETURNING|WINDOW|FETCH|LOCK)$/;

/** Whether a token is this keyword; a column or a text of that name is not. */
export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.text.toUpperCase());
}

/**
 * The condition of a statement's WHERE; empty when it has none.
 * @returns null when WHERE stands elsewhere as well (`FILTER (WHERE …)`), or inside parentheses
 */
export function whereOf(tokens: readonly Token[]): readonly Token[] | null {
  const start = tokens.findIndex((token) => isWord(token, 'WHERE'));
  if (start < 0) return [];
  const rest = tokens.slice(start + 1);
  if (rest.some((token) => isWord(token, 'WHERE')) || depthsOf(tokens)[start] !== 0) return null;
  const depths = depthsOf(rest);
  const end = rest.findIndex(
    (token, at) => token.kind === 'word' && clauseEnds.test(token.text.toUpperCase()) && depths[at] === 0,
  );
  const condition = end < 0 ? rest : rest.slice(0, end);
  return condition.at(-1)?.text === ';' ? condition.slice(0, -1) : condition;
}

/**
 * The conditions that hold together, through any number of parentheses. What binds looser than AND, or contains an AND
 * of its own, stays in one piece.
 */
export function conjuncts(condition: readonly Token[]): (readonly Token[])[] {
  if (condition[0]?.text === '(' && closing(condition, 0) === condition.length - 1)
    return conjuncts(condition.slice(1, -1));
  const depths = depthsOf(condition);
  // MySQL reads `||` as OR.
  const looser = condition.some(
    (token, at) =>
      depths[at] === 0 &&
      (isWord(token, 'OR', 'XOR', 'CASE') || (token.kind === 'other' && token.text.includes('||'))),
  );
  if (looser) return [condition];
  const parts = splitByAnd(condition);
  return parts.length > 1 ? parts.flatMap((part) => conjuncts(part)) : [condition];
}

/** The pieces between commas that stand in no parentheses. */
export function splitByComma(tokens: readonly Token[]): (readonly Token[])[] {
  const parts: Token[][] = [[]];
  const depths = depthsOf(tokens);
  for (const [at, token] of tokens.entries())
    if (token.kind === 'other' && token.text === ',' && depths[at] === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  return parts;
}

/** The position of the parenthesis that closes the one at `open`; beyond the end when none does. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    depth += stepOf(tokens[at]);
    if (depth === 0) return at;
  }
  return tokens.length;
}

/** `x BETWEEN a AND b` has an AND that joins no conditions. */
function splitByAnd(tokens: readonly Token[]): (readonly Token[])[] {
  const parts: Token[][] = [[]];
  const depths = depthsOf(tokens);
  let betweens = 0;
  for (const [at, token] of tokens.entries()) {
    const outside = depths[at] === 0;
    if (outside && isWord(token, 'BETWEEN')) betweens += 1;
    if (outside && isWord(token, 'AND')) {
      if (betweens === 0) {
        parts.push([]);
        continue;
      }
      betweens -= 1;
    }
    parts.at(-1)?.push(token);
  }
  return parts;
}

/** How many parentheses are open around each token; the parentheses themselves stand outside. */
function depthsOf(tokens: readonly Token[]): readonly number[] {
  let depth = 0;
  return tokens.map((token) => {
    const step = stepOf(token);
    depth += step;
    return step > 0 ? depth - 1 : depth;
  });
}

function stepOf(token: Token | undefined): number {
  if (token?.kind !== 'other') return 0;
  return token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
}
