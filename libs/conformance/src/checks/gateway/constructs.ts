/** Writes the condition that binds one part of a statement: `alias.organization_id = ?`, or what stands in its place. */
export type Bind = (alias: string) => string;

/** Writes the organization that a row is given. */
export type Give = () => string;

/** A way to write a statement on a tenant's table. It changes no row, even where a gate lets it through. */
export interface Construct {
  readonly title: string;
  /** Only on this engine; on both when absent. */
  readonly engine?: 'mysql' | 'postgres';
  /** The statement; `bind` or `give` is called once for each part that touches the table, in the order of the text. */
  readonly text: (table: string, bind: Bind, give: Give) => string;
}

/** Let through when every part binds the organization in scope, refused as soon as one does not. */
export const boundConstructs: readonly Construct[] = [
  { title: 'SELECT', text: (t, is) => `SELECT id FROM ${t} WHERE ${is(t)}` },
  {
    title: 'SELECT with an alias',
    text: (t, is) => `SELECT a.id FROM ${t} AS a WHERE (a.id IS NOT NULL) AND ${is('a')}`,
  },
  {
    title: 'SELECT … GROUP BY … HAVING',
    text: (t, is) => `SELECT id, COUNT(*) AS n FROM ${t} WHERE ${is(t)} GROUP BY id HAVING COUNT(*) > 1`,
  },
  {
    title: 'SELECT … FOR UPDATE SKIP LOCKED',
    text: (t, is) => `SELECT id FROM ${t} WHERE ${is(t)} AND 1 = 0 FOR UPDATE SKIP LOCKED`,
  },
  {
    title: 'window function',
    text: (t, is) => `SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM ${t} WHERE ${is(t)}`,
  },
  {
    title: 'JOIN, bound in WHERE',
    text: (t, is) => `SELECT a.id FROM ${t} a JOIN ${t} b ON b.id = a.id WHERE ${is('a')} AND ${is('b')}`,
  },
  {
    title: 'JOIN, bound in ON',
    text: (t, is) => `SELECT a.id FROM ${t} a JOIN ${t} b ON b.id = a.id AND ${is('b')} AND ${is('a')}`,
  },
  {
    title: 'LEFT JOIN',
    text: (t, is) =>
      `SELECT a.id FROM ${t} a LEFT JOIN ${t} b ON b.id = a.id AND ${is('b')} WHERE ${is('a')}`,
  },
  {
    title: 'tables joined by a comma',
    text: (t, is) => `SELECT a.id FROM ${t} a, ${t} b WHERE ${is('a')} AND ${is('b')}`,
  },
  {
    title: 'IN (SELECT …)',
    text: (t, is) =>
      `SELECT a.id FROM ${t} a WHERE a.id IN (SELECT b.id FROM ${t} b WHERE ${is('b')}) AND ${is('a')}`,
  },
  {
    title: 'EXISTS (SELECT …)',
    text: (t, is) =>
      `SELECT a.id FROM ${t} a WHERE EXISTS (SELECT 1 FROM ${t} b WHERE b.id = a.id AND ${is('b')}) AND ${is('a')}`,
  },
  {
    title: 'subquery in the select list',
    text: (t, is) => `SELECT (SELECT COUNT(*) FROM ${t} WHERE ${is(t)}) AS n`,
  },
  {
    title: 'subquery in ORDER BY',
    text: (t, is) =>
      `SELECT a.id FROM ${t} a WHERE ${is('a')} ORDER BY (SELECT COUNT(b.id) FROM ${t} b WHERE b.id = a.id AND ${is('b')})`,
  },
  { title: 'subquery in FROM', text: (t, is) => `SELECT x.id FROM (SELECT id FROM ${t} WHERE ${is(t)}) x` },
  {
    title: 'UNION',
    text: (t, is) => `SELECT id FROM ${t} WHERE ${is(t)} UNION SELECT id FROM ${t} WHERE ${is(t)}`,
  },
  { title: 'WITH', text: (t, is) => `WITH mine AS (SELECT id FROM ${t} WHERE ${is(t)}) SELECT id FROM mine` },
  {
    title: 'INSERT … SELECT',
    text: (t, is, give) =>
      `INSERT INTO ${t} (id, organization_id) SELECT a.id, ${give()} FROM ${t} a WHERE ${is('a')} AND 1 = 0`,
  },
  {
    title: 'INSERT … VALUES',
    text: (t, _is, give) => `INSERT INTO ${t} (id, organization_id) VALUES (NULL, ${give()})`,
  },
  { title: 'UPDATE', text: (t, is) => `UPDATE ${t} SET id = id WHERE ${is(t)} AND 1 = 0` },
  {
    title: 'UPDATE with a subquery',
    text: (t, is) =>
      `UPDATE ${t} SET id = id WHERE id IN (SELECT x.id FROM (SELECT id FROM ${t} WHERE ${is(t)}) x) AND ${is(t)} AND 1 = 0`,
  },
  { title: 'DELETE', text: (t, is) => `DELETE FROM ${t} WHERE ${is(t)} AND 1 = 0` },
  {
    title: 'DELETE with a subquery',
    text: (t, is) =>
      `DELETE FROM ${t} WHERE id IN (SELECT x.id FROM (SELECT id FROM ${t} WHERE ${is(t)}) x) AND ${is(t)} AND 1 = 0`,
  },
  {
    title: 'UPDATE of joined tables',
    engine: 'mysql',
    text: (t, is) =>
      `UPDATE ${t} a JOIN ${t} b ON b.id = a.id SET a.id = a.id WHERE ${is('a')} AND ${is('b')} AND 1 = 0`,
  },
  {
    title: 'DELETE of joined tables',
    engine: 'mysql',
    text: (t, is) =>
      `DELETE a FROM ${t} a JOIN ${t} b ON b.id = a.id WHERE ${is('a')} AND ${is('b')} AND 1 = 0`,
  },
  {
    title: 'index hint',
    engine: 'mysql',
    text: (t, is) => `SELECT id FROM ${t} FORCE INDEX FOR ORDER BY (PRIMARY) WHERE ${is(t)}`,
  },
  {
    title: 'STRAIGHT_JOIN',
    engine: 'mysql',
    text: (t, is) =>
      `SELECT a.id FROM ${t} a STRAIGHT_JOIN ${t} b ON b.id = a.id WHERE ${is('a')} AND ${is('b')}`,
  },
  {
    title: 'UPDATE … FROM',
    engine: 'postgres',
    text: (t, is) =>
      `UPDATE ${t} AS a SET id = a.id FROM ${t} b WHERE b.id = a.id AND ${is('a')} AND ${is('b')} AND false`,
  },
  {
    title: 'DELETE … USING',
    engine: 'postgres',
    text: (t, is) =>
      `DELETE FROM ${t} a USING ${t} b WHERE b.id = a.id AND ${is('a')} AND ${is('b')} AND false`,
  },
  {
    title: 'RETURNING (SELECT …)',
    engine: 'postgres',
    text: (t, is) =>
      `UPDATE ${t} SET id = id WHERE ${is(t)} AND false RETURNING (SELECT COUNT(*) FROM ${t} b WHERE ${is('b')})`,
  },
  {
    title: 'LATERAL',
    engine: 'postgres',
    text: (t, is) =>
      `SELECT x.id FROM ${t} a, LATERAL (SELECT b.id FROM ${t} b WHERE b.id = a.id AND ${is('b')}) x WHERE ${is('a')}`,
  },
  {
    title: 'WITH (DELETE … RETURNING)',
    engine: 'postgres',
    text: (t, is) =>
      `WITH gone AS (DELETE FROM ${t} WHERE ${is(t)} AND false RETURNING id) SELECT id FROM gone`,
  },
];

/** Refused however they bind; `bind` binds the organization in scope. */
export const refusedConstructs: readonly Construct[] = [
  { title: 'OR combined with the condition', text: (t, is) => `SELECT id FROM ${t} WHERE ${is(t)} OR 1 = 1` },
  { title: 'NOT applied to the condition', text: (t, is) => `SELECT id FROM ${t} WHERE NOT (${is(t)})` },
  {
    title: 'CASE around the condition',
    text: (t, is) => `SELECT id FROM ${t} WHERE CASE WHEN ${is(t)} THEN 1 ELSE 1 END = 1`,
  },
  {
    title: 'IS NOT NULL applied to the condition',
    text: (t, is) => `SELECT id FROM ${t} WHERE (${is(t)}) IS NOT NULL`,
  },
  {
    title: 'an outer join that binds only the preserved side',
    text: (t, is) => `SELECT a.id FROM ${t} a LEFT JOIN ${t} b ON ${is('a')}`,
  },
  {
    title: 'a table name qualified with its schema',
    text: (t, is) => `SELECT id FROM public.${t} WHERE ${is('public')}`,
  },
  {
    title: 'a CTE (WITH) with the same name as the table',
    text: (t, is) => `WITH ${t} AS (SELECT 1 AS organization_id) SELECT * FROM ${t} WHERE ${is(t)}`,
  },
  {
    title: 'UPDATE of organization_id to another organization',
    text: (t, is) => `UPDATE ${t} SET organization_id = organization_id WHERE ${is(t)} AND 1 = 0`,
  },
  { title: 'two statements', text: (t, is) => `SELECT id FROM ${t} WHERE ${is(t)}; SELECT 1` },
  { title: 'EXPLAIN', text: (t, is) => `EXPLAIN SELECT id FROM ${t} WHERE ${is(t)}` },
  { title: 'a relation not created by a migration', text: () => 'SELECT * FROM keelson_unknown_view' },
  { title: 'an unknown function', text: () => 'SELECT keelson_unknown_function()' },
  { title: 'PREPARE', engine: 'mysql', text: (t) => `PREPARE keelson_probe FROM 'SELECT id FROM ${t}'` },
  { title: 'EXECUTE IMMEDIATE', engine: 'mysql', text: (t) => `EXECUTE IMMEDIATE 'SELECT id FROM ${t}'` },
  { title: 'an executable comment', engine: 'mysql', text: (t) => `SELECT 1 /*! FROM ${t} */` },
  {
    title: 'an optimizer hint',
    engine: 'mysql',
    text: (t, is) => `SELECT /*+ BNL(${t}) */ id FROM ${t} WHERE ${is(t)}`,
  },
  { title: '|| as OR', engine: 'mysql', text: (t, is) => `SELECT id FROM ${t} WHERE ${is(t)} || 1` },
  { title: 'XOR', engine: 'mysql', text: (t, is) => `SELECT id FROM ${t} WHERE id = 'x' XOR ${is(t)}` },
  {
    title: 'a backslash in a string',
    engine: 'mysql',
    text: (t, is) => `SELECT id FROM ${t} WHERE id = '\\' AND ${is(t)} AND id = '`,
  },
  { title: 'LOAD_FILE', engine: 'mysql', text: () => "SELECT LOAD_FILE('/keelson/none')" },
  { title: 'setting a user variable', engine: 'mysql', text: () => 'SET @keelson_probe = 1' },
  { title: 'TABLE', engine: 'postgres', text: (t) => `TABLE ${t}` },
  {
    title: 'query_to_xml',
    engine: 'postgres',
    text: (t) => `SELECT query_to_xml('SELECT id FROM ${t}', true, true, '')`,
  },
  { title: 'DO', engine: 'postgres', text: (t) => `DO $$ BEGIN PERFORM id FROM ${t}; END $$` },
  { title: 'PREPARE', engine: 'postgres', text: (t) => `PREPARE keelson_probe AS SELECT id FROM ${t}` },
  {
    title: 'DECLARE CURSOR',
    engine: 'postgres',
    text: (t) => `DECLARE keelson_probe CURSOR FOR SELECT id FROM ${t}`,
  },
  {
    title: 'FULL JOIN',
    engine: 'postgres',
    text: (t, is) => `SELECT a.id FROM ${t} a FULL JOIN ${t} b ON a.id = b.id AND ${is('a')}`,
  },
  {
    title: 'an escaped identifier',
    engine: 'postgres',
    text: (t) => `SELECT id FROM U&"\\${(t.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}${t.slice(1)}"`,
  },
  { title: 'pg_read_file', engine: 'postgres', text: () => "SELECT pg_read_file('PG_VERSION')" },
  { title: 'setting search_path', engine: 'postgres', text: () => 'SET search_path = pg_catalog' },
  { title: 'SET ROLE', engine: 'postgres', text: () => 'SET ROLE NONE' },
];
