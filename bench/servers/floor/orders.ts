import type { FastifyInstance } from 'fastify';
import type { ServerSettings } from '../settings.js';
import { recording, type Change } from './recording.js';
import { orderSchema, problemSchema } from './schemas.js';
import { instant, prepared, type Connection, type Sql } from './sql.js';

interface OrderRow {
  id: string;
  version: number;
  buyerEmail: string;
  reference: string | null;
  /** JSON as text on MariaDB, a value on PostgreSQL. */
  lines: string | Line[];
  currency: string;
  total: number;
  status: string;
  createdBy: string;
  createdAt: string;
  updatedAt: string;
}

interface Line {
  readonly productId: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

interface ProductRow {
  readonly id: string;
  readonly version: number;
  readonly price: number;
  readonly currency: string;
  readonly stock: number;
  readonly status: string;
}

/** A refusal by name; it undoes the transaction. */
class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

/** Placing an order of few lines by hand: lock the order, lock its products, take the stock, fix the prices, record. */
export function orderRoutes(app: FastifyInstance, sql: Sql, { engine }: ServerSettings): void {
  const record = recording(engine);
  const lockOrder = prepared(
    engine,
    'lock-order',
    'SELECT id, version, buyer_email AS `buyerEmail`, reference, `lines`, currency, total, status, created_by AS `createdBy`, created_at AS `createdAt`, updated_at AS `updatedAt` FROM orders WHERE organization_id = ? AND id = ? FOR UPDATE',
  );
  const lockProducts = (count: number) =>
    prepared(
      engine,
      `lock-products-${count}`,
      `SELECT id, version, price, currency, stock, status FROM products WHERE organization_id = ? AND id IN (${Array.from({ length: count }, () => '?').join(', ')}) ORDER BY id FOR UPDATE`,
    );
  const takeStock = prepared(
    engine,
    'take-stock',
    'UPDATE products SET stock = ?, version = ?, updated_at = ? WHERE organization_id = ? AND id = ?',
  );
  const placeOrder = prepared(
    engine,
    'place-order',
    "UPDATE orders SET status = 'placed', `lines` = ?, total = ?, version = ?, updated_at = ? WHERE organization_id = ? AND id = ?",
  );

  const place = async (on: Connection, id: string, organizationId: string, at: string) => {
    const [order] = await on.rows<OrderRow>(lockOrder, [organizationId, id]);
    if (!order) throw new Refused(404, 'not_found');
    if (order.status !== 'draft') throw new Refused(409, 'wrong_state');
    const lines = typeof order.lines === 'string' ? (JSON.parse(order.lines) as Line[]) : order.lines;
    const ids = [...new Set(lines.map(({ productId }) => productId))];
    const products = await on.rows<ProductRow>(lockProducts(ids.length), [organizationId, ...ids]);
    const changes: Change[] = [];
    const action = 'orders:place';
    for (const { id: productId, version, stock, status } of products) {
      const wanted = lines.reduce((sum, line) => sum + (line.productId === productId ? line.quantity : 0), 0);
      if (status !== 'published') throw new Refused(409, 'catalog.not_for_sale');
      if (stock < wanted) throw new Refused(409, 'catalog.out_of_stock');
      const left = stock - wanted;
      await on.rows(takeStock, [left, version + 1, at, organizationId, productId]);
      const update = { name: 'product', id: productId, sequence: version + 1 };
      changes.push({ action, kind: 'updated', ...update, before: { stock }, after: { stock: left } });
    }
    const priced = lines.map(({ productId, quantity }): Line => {
      const product = products.find((one) => one.id === productId);
      if (!product) throw new Refused(409, 'catalog.not_for_sale');
      return { productId, quantity, unitPrice: product.price };
    });
    const total = priced.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
    const version = order.version + 1;
    await on.rows(placeOrder, [JSON.stringify(priced), total, version, at, organizationId, id]);
    changes.push({
      action,
      kind: 'updated',
      name: 'order',
      id,
      sequence: version,
      before: { status: 'draft' },
      after: { status: 'placed' },
      emits: { type: 'order.placed', payload: { id, total, currency: order.currency, lines: priced } },
    });
    return { order: { ...order, lines: priced, total, version, status: 'placed' }, changes };
  };

  app.post<{ Params: { id: string } }>(
    '/v1/orders/:id/place',
    { schema: { response: { 200: orderSchema, '4xx': problemSchema } } },
    async (request, reply) => {
      const { organizationId, userId, id: requestId } = request;
      const now = new Date().toISOString();
      const at = engine === 'mysql' ? now.slice(0, -1) : now;
      try {
        const { order } = await sql.transaction(async (on) => {
          const placed = await place(on, request.params.id, organizationId, at);
          await record(on, { organizationId, actorId: userId, requestId, at, changes: placed.changes });
          return placed;
        });
        reply.header('etag', `"${order.version}"`);
        return { ...order, createdAt: instant(order.createdAt), updatedAt: now };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return reply.code(error.status).send({ code: error.code });
      }
    },
  );
}
