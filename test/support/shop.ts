import type { Answer, SignedIn } from './app.js';

/** A shop to order from: what the specs of catalog and orders stand on. It goes when those features go. */

export interface Line {
  readonly productId: string;
  readonly quantity: number;
}

let made = 0;

/** Drafts a product and puts it on sale. @returns its id */
export async function sell(
  owner: SignedIn,
  { price = 1_000, currency = 'EUR', stock = 10, sku = `SKU-${(made += 1)}` }: Partial<NewProduct> = {},
): Promise<string> {
  const { id } = (await expected(
    owner.post('/v1/products', { sku, name: `The ${sku}`, price, currency, stock }),
    201,
  )) as { id: string };
  await expected(owner.post(`/v1/products/${id}/publish`), 200);
  return id;
}

interface NewProduct {
  readonly sku: string;
  readonly price: number;
  readonly currency: string;
  readonly stock: number;
}

/** Drafts an order of one of each product, or of the lines. @returns its id */
export async function draft(buyer: SignedIn, ...wanted: readonly (string | Line)[]): Promise<string> {
  const lines = wanted.map((one) => (typeof one === 'string' ? { productId: one, quantity: 1 } : one));
  const order = await expected(buyer.post('/v1/orders', { buyerEmail: 'grace@example.com', lines }), 201);
  return (order as { id: string }).id;
}

/** Drafts and places. @returns the order's id */
export async function place(buyer: SignedIn, ...wanted: readonly (string | Line)[]): Promise<string> {
  const id = await draft(buyer, ...wanted);
  await expected(buyer.post(`/v1/orders/${id}/place`), 200);
  return id;
}

/** How many of a product can be ordered now. */
export async function stockOf(owner: SignedIn, productId: string): Promise<number> {
  return ((await expected(owner.get(`/v1/products/${productId}`), 200)) as { stock: number }).stock;
}

/** Pays the whole of an order. */
export async function pay(
  owner: SignedIn,
  orderId: string,
  externalReference = `bank-${(made += 1)}`,
): Promise<Answer> {
  const { json } = await owner.get(`/v1/orders/${orderId}`);
  const { total: amount, currency } = json as { total: number; currency: string };
  return owner.post(`/v1/orders/${orderId}/pay`, { amount, currency, method: 'card', externalReference });
}

/** How many answers had each outcome: `200`, or the status and code of a problem, `409 catalog.out_of_stock`. */
export function tally(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, json } of answers) {
    const { code } = (json ?? {}) as { code?: string };
    const outcome = code ? `${status} ${code}` : String(status);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

async function expected(asked: Promise<Answer>, status: number): Promise<unknown> {
  const answer = await asked;
  if (answer.status !== status)
    throw new Error(`answered ${answer.status} instead of ${status}: ${answer.text}`);
  return answer.json;
}
