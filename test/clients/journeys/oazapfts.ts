import { HttpError, ok } from '@oazapfts/runtime';
import { createProduct, listProducts, type Problem } from '../generated/oazapfts/api.js';
import { newProduct, type Outcome, type Service } from './journey.js';

/** With `ok()`: this generator's own union has `status: number` for a default response, which cannot be told apart. */
export async function run({ url, token }: Service, sku: string): Promise<Outcome> {
  const options = { baseUrl: url, headers: { authorization: `Bearer ${token}` } };
  const { id } = await ok(createProduct(newProduct(sku), {}, options));
  const { data } = await ok(listProducts({ filterSku: sku }, options));
  const refusedWith = await ok(createProduct(newProduct(sku), {}, options)).then(
    () => '',
    (error) => problemOf(error).code,
  );
  return { id, listed: data.map((row) => ({ id: row.id, price: row.price })), refusedWith };
}

function problemOf(error: unknown): Problem {
  if (error instanceof HttpError && error.status === 409) return error.data as Problem;
  throw error;
}
