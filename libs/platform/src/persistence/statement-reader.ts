import type { Dialect } from './engine.js';
import { closing, conjuncts, isWord, splitByComma, whereOf } from './sql-conditions.js';
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
/** Statements that run text or code which is not before us, whatever tables they name. */
const indirect = new Set(['PREPARE', 'EXECUTE', 'DO', 'CALL', 'HANDLER']);
const schemaWords = new Set(['CREATE', 'ALTER', 'DROP', 'COMMENT', 'RENAME']);

/**
 * Reads how a statement binds tenants. It understands one plain statement with tables, joins and a conjunction of
 * conditions, and says "unclear" of everything else: refusing what is not understood is the point.
 * @param tables the tenants' tables with their tenant columns
 */
export function readStatement(text: string, tables: ReadonlyMap<string, string>, dialect: Dialect): Reading {
  if (text.trim() === '') return unclear('its text is not here to be read.');
  const tokens = tokensOf(text, dialect);
  if (!tokens)
    return mentionsAny(text, tables) || (dialect === 'postgres' && /\bu&['"]/i.test(text))
      ? unclear('it has a comment, a backslash or a quote that does not end.')
      : { kind: 'free' };
  const first = tokens[0]?.text.toUpperCase() ?? '';
  if (indirect.has(first)) return unclear(`it begins with ${first}, which runs what can not be read here.`);
  const touched = tokens.filter((token) => token.kind === 'name' && tables.has(token.text.toLowerCase()));
  if (touched.length === 0) return { kind: 'free' };
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
  const into = tokens.findIndex((token) => isWord(token, 'INTO'));
  const table = tokens[into + 1]?.text.toLowerCase() ?? '';
  const tenant = tables.get(table);
  if (!tenant || tokens[into + 2]?.text !== '(') return unclear('the INSERT names no columns.');
  if (tokens.some((token) => /^(DUPLICATE|CONFLICT)$/i.test(token.text)))
    return unclear('it is an upsert, which may write the row of another organization.');
  const end = closing(tokens, into + 2);
  const columns = splitByComma(tokens.slice(into + 3, end));
  if (columns.some(([name, more]) => !name || name.kind === 'string' || more))
    return unclear('a column of the INSERT is more than a name.');
  const at = columns.findIndex(([name]) => name?.text.toLowerCase() === tenant);
  if (at < 0) return unclear(`the INSERT does not write ${tenant}.`);
  if (!isWord(tokens[end + 1], 'VALUES')) return unclear('the INSERT has no plain VALUES.');
  const bindings: Binding[] = [];
  for (let open = end + 2; tokens[open]?.text === '(';) {
    const close = closing(tokens, open);
    const value = splitByComma(tokens.slice(open + 1, close))[at];
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
  const where = whereOf(tokens);
  if (!where) return unclear('it has WHERE in another place than at its end.');
  const conditions = conjuncts(where);
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
  const written = assignmentsOf(tokens);
  if (!written) return unclear('a part of its SET assigns nothing that can be read.');
  if (written.some((token) => mentions.some((mention) => token.text.toLowerCase() === mention.tenant)))
    return unclear('it moves rows to another organization.');
  return { kind: 'bound', tables: mentions.map((mention) => mention.table), bindings };
}

function mentionsOf(tokens: readonly Token[], tables: ReadonlyMap<string, string>): Mention[] | null {
  const mentions: Mention[] = [];
  for (const [index, token] of tokens.entries()) {
    const tenant = token.kind === 'name' ? tables.get(token.text.toLowerCase()) : undefined;
    if (tenant === undefined) continue;
    // `orders.total` names a column; `public.orders` a table that another reader may take for one.
    if (tokens[index - 1]?.text === '.') return null;
    if (tokens[index + 1]?.text === '.') continue;
    const before = tokens[index - 1]?.text.toUpperCase() ?? '';
    if (!['FROM', 'JOIN', 'UPDATE', ',', 'ONLY'].includes(before)) return null;
    const next = tokens[index + 1];
    const named = next?.text.toUpperCase() === 'AS' ? tokens[index + 2] : next;
    const alias = named?.kind === 'name' ? named.text : token.text;
    // `orders AS o (a, b)` gives the columns other names.
    if (tokens[tokens.indexOf(named?.kind === 'name' ? named : token) + 1]?.text === '(') return null;
    mentions.push({ table: token.text.toLowerCase(), alias: alias.toLowerCase(), tenant });
  }
  return mentions;
}

function tenantBinding(condition: readonly Token[], mention: Mention, alone: boolean): Binding | null {
  const [a, b, c, d, e] = condition.map((token) => (token.kind === 'string' ? '' : token.text.toLowerCase()));
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

/** The left sides of an UPDATE's SET; null when a part of it has none: mysql2 writes an object as several. */
function assignmentsOf(tokens: readonly Token[]): Token[] | null {
  const start = tokens.findIndex((token) => isWord(token, 'SET'));
  const end = tokens.findIndex((token) => isWord(token, 'WHERE'));
  if (start < 0) return [];
  const written: Token[] = [];
  for (const part of splitByComma(tokens.slice(start + 1, end < 0 ? undefined : end))) {
    const equals = part.findIndex((token) => token.kind === 'other' && token.text === '=');
    if (equals < 1) return null;
    written.push(...part.slice(0, equals));
  }
  return written;
}

function mentionsAny(text: string, tables: ReadonlyMap<string, string>): boolean {
  const lower = text.toLowerCase();
  return [...tables.keys()].some((table) => lower.includes(table));
}

function unclear(reason: string): Reading {
  return { kind: 'unclear', reason };
}
