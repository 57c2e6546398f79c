import type { FastifyInstance } from 'fastify';
import type { Pool, RowDataPacket } from 'mysql2/promise';
import { articleSchema, listQuerySchema, pageSchema, problemSchema } from './schemas.js';

const columns = `id, title, body, status, author_id AS authorId, views, created_at AS createdAt, updated_at AS updatedAt`;
const read = `SELECT ${columns}, version FROM articles WHERE id = ? AND organization_id = ?`;
// The planner picks `ref` and sorts when one organization owns much of the table; the hint keeps it on the index order.
const list = `SELECT ${columns} FROM articles FORCE INDEX FOR ORDER BY (ix_articles__organization_id__status__created_at__id)
  WHERE organization_id = ? AND status = ?`;
const order = 'ORDER BY created_at DESC, id DESC LIMIT ?';
const firstPage = `${list} ${order}`;
const laterPage = `${list} AND created_at <= ? AND (created_at < ? OR id < ?) ${order}`;

interface ArticleRow extends RowDataPacket {
  id: string;
  version: number;
  createdAt: string;
  updatedAt: string;
}

interface ListQuery {
  'filter[status]': string;
  limit: number;
  cursor?: string;
}

export function articleRoutes(app: FastifyInstance, pool: Pool): void {
  app.get<{ Params: { id: string } }>(
    '/v1/articles/:id',
    { schema: { response: { 200: articleSchema, 404: problemSchema } } },
    async (request, reply) => {
      const [rows] = await pool.execute<ArticleRow[]>(read, [request.params.id, request.organizationId]);
      const row = rows[0];
      if (!row) return reply.code(404).send({ code: 'not_found' });
      reply.header('etag', `"${row.version}"`);
      return withInstants(row);
    },
  );

  app.get<{ Querystring: ListQuery }>(
    '/v1/articles',
    { schema: { querystring: listQuerySchema, response: { 200: pageSchema } } },
    async (request) => {
      const { limit, cursor, 'filter[status]': status } = request.query;
      // One row more than asked for tells whether there is a next page.
      const more = String(limit + 1);
      let rows: ArticleRow[];
      if (cursor === undefined) {
        [rows] = await pool.execute<ArticleRow[]>(firstPage, [request.organizationId, status, more]);
      } else {
        const [createdAt = '', id = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split('|');
        const bounds = [request.organizationId, status, createdAt, createdAt, id, more];
        [rows] = await pool.execute<ArticleRow[]>(laterPage, bounds);
      }
      const next = rows.length > limit ? nextCursor(rows, limit) : null;
      if (next !== null) rows.length = limit;
      for (const row of rows) withInstants(row);
      return { data: rows, page: { next, limit } };
    },
  );
}

function withInstants(row: ArticleRow): ArticleRow {
  row.createdAt = instant(row.createdAt);
  row.updatedAt = instant(row.updatedAt);
  return row;
}

/** RFC 3339 of '2026-01-01 00:00:00.123'; mysql2 leaves a fraction of zero out. */
function instant(text: string): string {
  const time = text.length === 19 ? `${text.slice(11)}.000` : text.slice(11);
  return `${text.slice(0, 10)}T${time}Z`;
}

function nextCursor(rows: ArticleRow[], limit: number): string | null {
  const last = rows[limit - 1];
  return last ? Buffer.from(`${last.createdAt}|${last.id}`, 'latin1').toString('base64url') : null;
}
