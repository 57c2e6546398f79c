import type { Dialect } from './engine.js';
import { tokensOf, type Token } from './sql-tokens.js';

/** Where a statement binds a tenant: to a parameter by position, or to a literal. */
export type Binding =
  | { readonly kind: 'parameter'; readonly position: number }
  | { readonly kind: 'literal'; readonly value: string };

/** What the gateway needs to know of a statement that the store did not compose. */
export type Reading =
  | { readonly kind: 'free' }
  | { readonly kind: 'bound'; readonly tables: readonly string[]; readonly bindings: readonly Binding[] }
  | { readonly kind: 'unclear'; readonly reason: string };

/** Words that make a statement more than one plain SELECT, INSERT, UPDATE or DELETE. */
const notPlain = new Set([
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'WITH',
  'CALL',
  'EXECUTE',
  'PREPARE',
  'DO',
  'COPY',
  'LOAD',
  'TRUNCATE',
  'MERGE',
  'REPLACE',
  'HANDLER',
]);
const schemaWords = new Set(['CREATE', 'ALTER', 'DROP', 'COMMENT', 'RENAME']);

/**
 * Reads how a statement binds tenants. It understands one plain statement with tables, joins and a conjunction of
 * conditions, and says "unclear" of everything else: refusing what is not understood is the point.
 * @param tables the tenants' tables with their tenant columns
 */
export function readStatement(text: string, tables: ReadonlyMap<string, string>, dialect: Dialect): Reading {
  const tokens = tokensOf(text, dialect);
  if (!tokens)
    return mentionsAny(text, tables)
      ? unclear('it has a comment or a quote that does not end.')
      : { kind: 'free' };
  const touched = tokens.filter((token) => token.kind === 'name' && tables.has(token.text.toLowerCase()));
  if (touched.length === 0) return { kind: 'free' };
  const first = tokens[0]?.text.toUpperCase() ?? '';
  if (schemaWords.has(first)) return unclear('it changes the schema outside a migration.');
  const odd = tokens.find((token) => token.kind === 'word' && notPlain.has(token.text.toUpperCase()));
  if (odd) return unclear(`it uses ${odd.text.toUpperCase()}.`);
  if (tokens.slice(0, -1).some((token) => token.text === ';'))
    return unclear('it holds more than one statement.');
  if (
    tokens.filter(
      (token) =>
        token.kind === 'word' &&
        /^(SELECT|INSERT|UPDATE|DELETE)$/i.test(token.text) &&
        !isForUpdate(tokens, token),
    ).length > 1
  )
    return unclear('it has a sub-select.');
  if (first === 'INSERT') return readInsert(tokens, tables);
  if (first === 'SELECT' || first === 'UPDATE' || first === 'DELETE') return readConditions(tokens, tables);
  return unclear(`it begins with ${first}.`);
}

/** `FOR UPDATE`, `ON DUPLICATE KEY UPDATE` and `DO UPDATE` end a statement; they don't begin one. */
function isForUpdate(tokens: readonly Token[], token: Token): boolean {
  const before = tokens[tokens.indexOf(token) - 1]?.text.toUpperCase();
  return token.text.toUpperCase() === 'UPDATE' && (before === 'FOR' || before === 'KEY' || before === 'DO');
}

function readInsert(tokens: readonly Token[], tables: ReadonlyMap<string, string>): Reading {
  const into = tokens.findIndex((token) => token.text.toUpperCase() === 'INTO');
  const table = tokens[into + 1]?.text.toLowerCase() ?? '';
  const tenant = tables.get(table);
  if (!tenant || tokens[into + 2]?.text !== '(') return unclear('the INSERT names no columns.');
  if (tokens.some((token) => /^(DUPLICATE|CONFLICT)$/i.test(token.text)))
    return unclear('it is an upsert, which may write the row of another organization.');
  const end = closing(tokens, into + 2);
  const columns = tokens
    .slice(into + 3, end)
    .filter((token) => token.text !== ',')
    .map((token) => token.text.toLowerCase());
  const at = columns.indexOf(tenant);
  if (at < 0) return unclear(`the INSERT does not write ${tenant}.`);
  if (tokens[end + 1]?.text.toUpperCase() !== 'VALUES') return unclear('the INSERT has no plain VALUES.');
  const bindings: Binding[] = [];
  for (let open = end + 2; tokens[open]?.text === '(';) {
    const close = closing(tokens, open);
    const value = split(tokens.slice(open + 1, close), ',')[at];
    const binding = value?.length === 1 && value[0] ? bindingOf(value[0]) : null;
    if (!binding) return unclear(`a row of the INSERT writes ${tenant} as an expression.`);
    bindings.push(binding);
    open = tokens[close + 1]?.text === ',' ? close + 2 : close + 1;
  }
  return bindings.length > 0
    ? { kind: 'bound', tables: [table], bindings }
    : unclear('the INSERT has no plain VALUES.');
}

interface Mention {
  readonly table: string;
  readonly alias: string;
  readonly tenant: string;
}

function readConditions(tokens: readonly Token[], tables: ReadonlyMap<string, string>): Reading {
  const mentions = mentionsOf(tokens, tables);
  if (!mentions) return unclear('a tenant table stands where no FROM, JOIN or UPDATE names it.');
  const bindings: Binding[] = [];
  const conditions = conjuncts(whereOf(tokens));
  for (const mention of mentions) {
    const found = conditions
      .map((condition) => tenantBinding(condition, mention, mentions.length === 1))
      .find((one) => one !== null);
    if (!found)
      return unclear(
        `${mention.table} is not bound by "${mention.alias}.${mention.tenant} = ?" in the WHERE clause.`,
      );
    bindings.push(found);
  }
  const written = assignmentsOf(tokens).some((token) =>
    mentions.some((mention) => token.text.toLowerCase() === mention.tenant),
  );
  if (written) return unclear('it moves rows to another organization.');
  return { kind: 'bound', tables: mentions.map((mention) => mention.table), bindings };
}

function mentionsOf(tokens: readonly Token[], tables: ReadonlyMap<string, string>): Mention[] | null {
  const mentions: Mention[] = [];
  for (const [index, token] of tokens.entries()) {
    const tenant = token.kind === 'name' ? tables.get(token.text.toLowerCase()) : undefined;
    if (tenant === undefined) continue;
    // `orders.total` names a column, and `x orders` an alias; neither reads another table.
    if (tokens[index + 1]?.text === '.' || tokens[index - 1]?.text === '.') {
      if (!mentions.some((one) => one.alias === token.text.toLowerCase()) && tokens[index - 1]?.text === '.')
        return null;
      continue;
    }
    const before = tokens[index - 1]?.text.toUpperCase() ?? '';
    if (!['FROM', 'JOIN', 'UPDATE', ',', 'ONLY'].includes(before)) return null;
    const next = tokens[index + 1];
    const named = next?.text.toUpperCase() === 'AS' ? tokens[index + 2] : next;
    const alias = named?.kind === 'name' ? named.text : token.text;
    mentions.push({ table: token.text.toLowerCase(), alias: alias.toLowerCase(), tenant });
  }
  return mentions;
}

const clauseEnds = /^(GROUP|ORDER|HAVING|LIMIT|OFFSET|FOR|RETURNING|WINDOW|FETCH|LOCK)$/i;

function whereOf(tokens: readonly Token[]): readonly Token[] {
  const start = tokens.findIndex((token) => token.kind === 'word' && token.text.toUpperCase() === 'WHERE');
  if (start < 0) return [];
  let depth = 0;
  for (let at = start + 1; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (token.text === '(') depth += 1;
    else if (token.text === ')') depth -= 1;
    else if (depth === 0 && token.kind === 'word' && clauseEnds.test(token.text))
      return tokens.slice(start + 1, at);
  }
  return tokens
    .slice(start + 1)
    .filter((token, index, rest) => !(token.text === ';' && index === rest.length - 1));
}

/** The conditions that hold together, through any number of parentheses; an OR keeps its whole part as one. */
function conjuncts(condition: readonly Token[]): (readonly Token[])[] {
  const bare =
    condition[0]?.text === '(' && closing(condition, 0) === condition.length - 1
      ? condition.slice(1, -1)
      : null;
  if (bare) return conjuncts(bare);
  if (
    split(condition, 'OR').length > 1 ||
    condition.some((token) => /^(XOR|BETWEEN|NOT|CASE)$/i.test(token.text) || token.text === '||')
  )
    return split(condition, 'OR').length > 1 ? [condition] : split(condition, 'AND');
  const parts = split(condition, 'AND');
  return parts.length > 1 ? parts.flatMap((part) => conjuncts(part)) : [condition];
}

function tenantBinding(condition: readonly Token[], mention: Mention, alone: boolean): Binding | null {
  const [a, b, c, d, e] = condition.map((token) => token.text.toLowerCase());
  if (
    condition.length === 5 &&
    b === '.' &&
    a === mention.alias &&
    c === mention.tenant &&
    d === '=' &&
    e !== undefined
  )
    return bindingOf(condition[4] as Token);
  if (condition.length === 3 && alone && a === mention.tenant && b === '=')
    return bindingOf(condition[2] as Token);
  return null;
}

function bindingOf(token: Token): Binding | null {
  if (token.kind === 'parameter') return { kind: 'parameter', position: token.position };
  if (token.kind === 'string') return { kind: 'literal', value: token.text };
  return null;
}

/** The left sides of an UPDATE's SET. */
function assignmentsOf(tokens: readonly Token[]): Token[] {
  const start = tokens.findIndex((token) => token.text.toUpperCase() === 'SET');
  const end = tokens.findIndex((token) => token.text.toUpperCase() === 'WHERE');
  if (start < 0) return [];
  return split(tokens.slice(start + 1, end < 0 ? undefined : end), ',').flatMap((part) => {
    const equals = part.findIndex((token) => token.text === '=');
    return part.slice(0, Math.max(0, equals));
  });
}

function split(tokens: readonly Token[], separator: string): (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth === 0 && token.kind !== 'string' && token.text.toUpperCase() === separator) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at]?.text === '(') depth += 1;
    if (tokens[at]?.text === ')' && (depth -= 1) === 0) return at;
  }
  return tokens.length;
}

function mentionsAny(text: string, tables: ReadonlyMap<string, string>): boolean {
  const lower = text.toLowerCase();
  return [...tables.keys()].some((table) => lower.includes(table));
}

function unclear(reason: string): Reading {
  return { kind: 'unclear', reason };
}
