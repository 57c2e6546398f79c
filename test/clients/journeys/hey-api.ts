import { createClient, createConfig } from '../generated/hey-api/client/index.js';
import { createProduct, listProducts } from '../generated/hey-api/index.js';
import { newProduct, type Outcome, type Service } from './journey.js';

export async function run({ url, token }: Service, sku: string): Promise<Outcome> {
  const client = createClient(createConfig({ baseUrl: url, auth: token }));
  const body = newProduct(sku);
  const created = await createProduct({ client, body });
  if (!created.data) throw new Error(created.error.title);
  const page = await listProducts({ client, query: { 'filter[sku]': sku } });
  if (!page.data) throw new Error(page.error.title);
  const again = await createProduct({ client, body });
  return {
    id: created.data.id,
    listed: page.data.data.map(({ id, price }) => ({ id, price })),
    refusedWith: again.error?.code ?? '',
  };
}
