import { createProduct, listProducts } from '../generated/orval/api.js';
import { newProduct, type Outcome, type Service } from './journey.js';
import { connect } from './orval-fetch.js';

export async function run(service: Service, sku: string): Promise<Outcome> {
  connect(service);
  const created = await createProduct(newProduct(sku));
  if (created.status !== 201) throw new Error(created.data.title);
  const page = await listProducts({ 'filter[sku]': sku });
  if (page.status !== 200) throw new Error(page.data.title);
  const again = await createProduct(newProduct(sku));
  return {
    id: created.data.id,
    listed: page.data.data.map(({ id, price }) => ({ id, price })),
    refusedWith: again.status === 409 ? again.data.code : '',
  };
}
