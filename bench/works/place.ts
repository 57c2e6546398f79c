import { userId } from '../data/articles.js';
import { draftOrder, fullStock, seedShop } from '../data/shop.js';
import { difference, without } from '../equivalence.js';
import { onDatabase } from '../data/sql.js';
import { ask, send } from '../load/client.js';
import { Callers } from './callers.js';
import { assertCounts, compareRecords, settled } from './records.js';
import type { Plan, PlannedRequest, Work } from './work.js';

const compared = 20;
const except = ['createdAt', 'updatedAt'];

export const placeWork: Work = {
  name: 'action',
  title: 'POST: place an order (lock the order and its product, reduce the stock, record both changes)',
  programs: { keelson: 'keelson-shop', floor: 'floor' },
  database: 'own',
  warmUp: 3_000,
  async prepare(sides, { mint, engine, drafts }) {
    for (const side of sides) await seedShop(engine, side.databaseUrl, drafts);
    const callers = new Callers(mint);
    const requests = Array.from({ length: drafts }, (_, index): PlannedRequest => {
      const { id, organization } = draftOrder(index);
      return { method: 'POST', path: `/v1/orders/${id}/place`, token: callers.of(organization) };
    });
    let bytes = 0;
    for (const [index, request] of requests.slice(0, compared).entries()) {
      for (const side of sides) {
        const answer = await send(side.url, request);
        const wrong =
          difference('"2"', answer.etag, 'ETag') ??
          difference(placedOrder(index), without(answer.body, except));
        if (wrong) throw new Error(`bench: ${side.label}: POST ${request.path}: ${wrong}`);
        const { status } = await ask(side.url, request);
        if (status !== 409) throw new Error(`bench: ${side.label} placed an order twice (${status})`);
        bytes += answer.bytes;
      }
    }
    const drawn = Array.from({ length: compared }, (_, index) => draftOrder(index));
    const ids = [...drawn.map(({ id }) => id), ...new Set(drawn.map(({ productId }) => productId))];
    await compareRecords(
      sides,
      engine,
      sides.map(() => ids),
    );
    const plan: Plan = { requests, samples: [], meanBytes: bytes / compared / sides.length, once: true };
    return sides.map(() => plan);
  },
  reset: (side, { engine }) =>
    onDatabase(engine, side.databaseUrl, async (query) => {
      await query("UPDATE orders SET status = 'draft', version = 1");
      await query(`UPDATE products SET stock = ${fullStock}, version = 1`);
      for (const table of ['audit_entries', 'outbox_events']) await query(`DELETE FROM ${table}`);
    }),
  proveWritten: (side, { engine }, answered) =>
    onDatabase(engine, side.databaseUrl, async (query) => {
      const count = async (from: string) =>
        Number((await query(`SELECT COUNT(*) AS n FROM ${from}`))[0]?.['n']);
      const counts = await settled(async () => ({
        orders: await count("orders WHERE status = 'placed'"),
        'audit entries': await count(
          "audit_entries WHERE action = 'orders:place' AND subject_type = 'order'",
        ),
        'audit entries for products': await count("audit_entries WHERE subject_type = 'product'"),
        events: await count("outbox_events WHERE type = 'order.placed'"),
        'events for products': await count("outbox_events WHERE type = 'product.updated'"),
      }));
      assertCounts(side, counts, answered);
    }),
};

function placedOrder(index: number): Record<string, unknown> {
  const { id, organization, productId, quantity, price } = draftOrder(index);
  return {
    id,
    buyerEmail: 'grace@example.com',
    reference: null,
    lines: [{ productId, quantity, unitPrice: price }],
    currency: 'EUR',
    total: quantity * price,
    status: 'placed',
    createdBy: userId(organization, 0),
    version: 2,
  };
}
