import { isMark, isWord, valueOf, type Part } from './mysql-parts.js';
import type { Equation } from './outline.js';

/**
 * The equations that hold for every row that a condition lets through, also from within parentheses. What binds looser
 * than AND, or contains an AND of its own, is left whole, and so is no equation.
 */
export function equationsOf(condition: readonly Part[]): readonly Omit<Equation, 'among'>[] {
  return conjuncts(condition).flatMap((conjunct) => {
    const equation = equationOf(conjunct);
    return equation ? [equation] : [];
  });
}

function conjuncts(condition: readonly Part[]): readonly (readonly Part[])[] {
  const [first] = condition;
  if (condition.length === 1 && first?.kind === 'group') return conjuncts(first.parts);
  // MySQL reads `||` as OR, and `&&` as AND.
  const looser = condition.some(
    (part) => isWord(part, 'OR', 'XOR', 'CASE') || (part.kind === 'other' && /\|\||&&/.test(part.text)),
  );
  if (looser) return [condition];
  const parts = splitByAnd(condition);
  return parts.length > 1 ? parts.flatMap((part) => conjuncts(part)) : [condition];
}

/** `x BETWEEN a AND b` has an AND that joins no conditions. */
function splitByAnd(condition: readonly Part[]): readonly (readonly Part[])[] {
  const pieces: Part[][] = [[]];
  let betweens = 0;
  for (const part of condition) {
    if (isWord(part, 'BETWEEN')) betweens += 1;
    if (isWord(part, 'AND')) {
      if (betweens === 0) {
        pieces.push([]);
        continue;
      }
      betweens -= 1;
    }
    pieces.at(-1)?.push(part);
  }
  return pieces;
}

/** `column = value` or `alias.column = value`, either way round. */
function equationOf(conjunct: readonly Part[]): Omit<Equation, 'among'> | null {
  const flipped = valueOf(conjunct[0]) !== null;
  const [value, equals] = flipped ? conjunct : [...conjunct].reverse();
  const binding = valueOf(value);
  const [name, dot, column, more] = flipped ? conjunct.slice(2) : conjunct.slice(0, -2);
  if (!binding || !isMark(equals, '=') || name?.kind !== 'name' || more) return null;
  if (!dot) return { alias: null, column: name.text.toLowerCase(), value: binding };
  if (!isMark(dot, '.') || column?.kind !== 'name') return null;
  return { alias: name.text.toLowerCase(), column: column.text.toLowerCase(), value: binding };
}
