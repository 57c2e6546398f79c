import type { Engine } from '../servers/settings.js';
import { organizationCount, organizationId, userId } from './articles.js';
import { openBulk } from './bulk.js';
import { seededRandom, uuid7 } from './random.js';

export const productsPerOrganization = 40;
/** What no run sells out. */
export const fullStock = 900_000_000;
const firstInstant = Date.UTC(2026, 0, 2);

/** A draft of one line, with what its placing comes to. */
export interface DraftOrder {
  readonly id: string;
  readonly organization: number;
  readonly productId: string;
  readonly quantity: number;
  readonly price: number;
}

const productId = (organization: number, index: number): string =>
  uuid7(firstInstant + index, seededRandom(6_000_000 + organization * 1_000 + index));

const priceOf = (index: number): number => 100 + index;

/** Draft `index`, computed from its number. */
export function draftOrder(index: number): DraftOrder {
  const organization = index % organizationCount;
  // Neighbors in time order different products: what is measured is placing, not waiting for each other's locks.
  const product = Math.floor(index / organizationCount) % productsPerOrganization;
  return {
    id: uuid7(firstInstant + 60_000 + index, seededRandom(7_000_000 + index)),
    organization,
    productId: productId(organization, product),
    quantity: 1 + (index % 3),
    price: priceOf(product),
  };
}

const rowColumns = ['id', 'organization_id', 'version', 'created_at', 'updated_at'];
const productColumns = ['sku', 'sku_key', 'name', 'price', 'currency', 'stock', 'status'];
const orderColumns = ['buyer_email', 'lines', 'currency', 'total', 'status', 'created_by'];

/** Fills the tables that the features catalog and orders have made. */
export async function seedShop(engine: Engine, url: string, orders: number): Promise<void> {
  const database = await openBulk(engine, url);
  try {
    await database.begin();
    for (let organization = 0; organization < organizationCount; organization += 1)
      await database.insert(
        'products',
        [...rowColumns, ...productColumns],
        Array.from({ length: productsPerOrganization }, (_, index) => {
          const at = new Date(firstInstant + index);
          const row = [productId(organization, index), organizationId(organization), 1, at, at];
          const sku = [`SKU-${index}`, `sku-${index}`, `Product ${index}`];
          return [...row, ...sku, priceOf(index), 'EUR', fullStock, 'published'];
        }),
      );
    for (let from = 0; from < orders; from += 1_000)
      await database.insert(
        'orders',
        [...rowColumns, ...orderColumns],
        Array.from({ length: Math.min(1_000, orders - from) }, (_, offset) => {
          const order = draftOrder(from + offset);
          const at = new Date(firstInstant + 60_000 + from + offset);
          const { quantity, price, organization } = order;
          const lines = JSON.stringify([{ productId: order.productId, quantity, unitPrice: price }]);
          const row = [order.id, organizationId(organization), 1, at, at];
          return [
            ...row,
            'grace@example.com',
            lines,
            'EUR',
            quantity * price,
            'draft',
            userId(organization, 0),
          ];
        }),
      );
    await database.commit();
    for (const table of ['products', 'orders']) await database.analyze(table);
  } finally {
    await database.end();
  }
}
