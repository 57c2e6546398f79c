import type { FastifyInstance } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { recording } from './recording.js';
import { articleSchema, listQuerySchema, newArticleSchema, pageSchema, problemSchema } from './schemas.js';
import { instant, prepared, type Sql, type Value } from './sql.js';
import type { ServerSettings } from '../settings.js';

interface ArticleRow {
  id: string;
  version: number;
  createdAt: string;
  updatedAt: string;
}

/** The columns of the author beside the article's, and the object they become. */
interface JoinedRow extends ArticleRow {
  authorIs: string | null;
  authorName: string;
  authorMotto: string;
  authorSince: string;
  author: { id: string; name: string; motto: string; createdAt: string } | null;
}

interface ListQuery {
  'filter[status]': string;
  limit: number;
  cursor?: string;
  include?: 'author';
}

interface NewArticle {
  readonly title: string;
  readonly body: string;
  readonly status: string;
  readonly authorId: string;
  readonly views: number;
}

const columnsOf = (table: string) =>
  [
    'id',
    'title',
    'body',
    'status',
    'author_id AS `authorId`',
    'views',
    'created_at AS `createdAt`',
    'updated_at AS `updatedAt`',
  ]
    .map((column) => `${table}.${column}`)
    .join(', ');
const author =
  ', b.id AS `authorIs`, b.name AS `authorName`, b.motto AS `authorMotto`, b.created_at AS `authorSince`';
const join = ' LEFT JOIN authors b ON b.id = a.author_id AND b.organization_id = a.organization_id';

function statementsOf(engine: ServerSettings['engine']) {
  // The planner picks `ref` and sorts when one organization owns much of the table; the hint keeps it on the index order.
  const hint =
    engine === 'mysql'
      ? ' FORCE INDEX FOR ORDER BY (ix_articles__organization_id__status__created_at__id)'
      : '';
  const list = (more: string, joined: string, bounds: string) =>
    `SELECT ${columnsOf('a')}${more} FROM articles a${hint}${joined} WHERE a.organization_id = ? AND a.status = ?${bounds} ORDER BY a.created_at DESC, a.id DESC LIMIT ?`;
  const bounds = ' AND a.created_at <= ? AND (a.created_at < ? OR a.id < ?)';
  const of = (name: string, text: string) => prepared(engine, name, text);
  return {
    read: of(
      'read',
      `SELECT ${columnsOf('a')}, a.version FROM articles a WHERE a.id = ? AND a.organization_id = ?`,
    ),
    firstPage: of('first-page', list('', '', '')),
    laterPage: of('later-page', list('', '', bounds)),
    firstJoined: of('first-joined', list(author, join, '')),
    laterJoined: of('later-joined', list(author, join, bounds)),
    author: of('author', 'SELECT id FROM authors WHERE organization_id = ? AND id = ?'),
    insert: of(
      'insert',
      'INSERT INTO articles (id, version, created_at, updated_at, organization_id, title, body, status, author_id, views) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
  };
}

export function articleRoutes(app: FastifyInstance, sql: Sql, { engine, port }: ServerSettings): void {
  const statements = statementsOf(engine);
  const record = recording(engine);

  app.get<{ Params: { id: string } }>(
    '/v1/articles/:id',
    { schema: { response: { 200: articleSchema, 404: problemSchema } } },
    async (request, reply) => {
      const [row] = await sql.rows<ArticleRow>(statements.read, [request.params.id, request.organizationId]);
      if (!row) return reply.code(404).send({ code: 'not_found' });
      reply.header('etag', `"${row.version}"`);
      return withInstants(row);
    },
  );

  const page = async ({ query, organizationId }: { query: ListQuery; organizationId: string }) => {
    const { limit, cursor, include, 'filter[status]': status } = query;
    // One row more than asked for tells whether there is a next page. MySQL's protocol wants it as text.
    const more: Value = engine === 'mysql' ? String(limit + 1) : limit + 1;
    let rows: ArticleRow[];
    if (cursor === undefined) {
      const first = include ? statements.firstJoined : statements.firstPage;
      rows = await sql.rows<ArticleRow>(first, [organizationId, status, more]);
    } else {
      const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split('|');
      const later = include ? statements.laterJoined : statements.laterPage;
      rows = await sql.rows<ArticleRow>(later, [organizationId, status, at, at, id, more]);
    }
    const next = rows.length > limit ? nextCursor(rows, limit) : null;
    if (next !== null) rows.length = limit;
    for (const row of rows) withInstants(row);
    if (include) for (const row of rows) withAuthor(row as JoinedRow);
    return { data: rows, page: { next, limit } };
  };
  app.get<{ Querystring: ListQuery }>(
    '/v1/articles',
    { schema: { querystring: listQuerySchema, response: { 200: pageSchema } } },
    page,
  );

  app.post<{ Body: NewArticle }>(
    '/v1/articles',
    { schema: { body: newArticleSchema, response: { 201: articleSchema, 422: problemSchema } } },
    async (request, reply) => {
      const { organizationId, userId, body } = request;
      const id = uuidv7();
      const now = new Date().toISOString();
      const at = engine === 'mysql' ? now.slice(0, -1) : now;
      const { title, status, authorId, views } = body;
      const found = await sql.transaction(async (on) => {
        const [author] = await on.rows(statements.author, [organizationId, authorId]);
        if (!author) return false;
        const values = [organizationId, title, body.body, status, authorId, views];
        await on.rows(statements.insert, [id, at, at, ...values]);
        const after = {
          id,
          version: 1,
          createdAt: now,
          updatedAt: now,
          organizationId,
          title,
          body: body.body,
          status,
          authorId,
          views,
        };
        await record(on, {
          organizationId,
          actorId: userId,
          requestId: request.id,
          at,
          changes: [
            {
              action: 'articles:create',
              kind: 'created',
              name: 'article',
              id,
              sequence: 1,
              before: {},
              after,
            },
          ],
        });
        return true;
      });
      if (!found) return reply.code(422).send({ code: 'reference_not_found' });
      reply.code(201).header('etag', '"1"').header('location', `http://127.0.0.1:${port}/v1/articles/${id}`);
      return { id, ...body, createdAt: now, updatedAt: now };
    },
  );
}

function withInstants(row: ArticleRow): ArticleRow {
  row.createdAt = instant(row.createdAt);
  row.updatedAt = instant(row.updatedAt);
  return row;
}

function withAuthor(row: JoinedRow): void {
  row.author =
    row.authorIs === null
      ? null
      : {
          id: row.authorIs,
          name: row.authorName,
          motto: row.authorMotto,
          createdAt: instant(row.authorSince),
        };
}

function nextCursor(rows: ArticleRow[], limit: number): string | null {
  const last = rows[limit - 1];
  return last ? Buffer.from(`${last.createdAt}|${last.id}`, 'latin1').toString('base64url') : null;
}
