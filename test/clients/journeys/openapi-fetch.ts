import createClient from 'openapi-fetch';
import type { paths } from '../generated/openapi-typescript/api.js';
import { newProduct, type Outcome, type Service } from './journey.js';

/** Without this, any member may be missing: an answer to `fields=` has another media type. */
type Whole = 'application/json' | 'application/problem+json';

export async function run({ url, token }: Service, sku: string): Promise<Outcome> {
  const client = createClient<paths, Whole>({
    baseUrl: url,
    headers: { authorization: `Bearer ${token}` },
  });
  const body = newProduct(sku);
  const created = await client.POST('/v1/products', { body });
  if (!created.data) throw new Error(created.error.title);
  const page = await client.GET('/v1/products', { params: { query: { 'filter[sku]': sku } } });
  if (!page.data) throw new Error(page.error.title);
  const again = await client.POST('/v1/products', { body });
  return {
    id: created.data.id,
    listed: page.data.data.map(({ id, price }) => ({ id, price })),
    refusedWith: again.error?.code ?? '',
  };
}
