import { asOrganization, currentOrganizationId, InjectStore, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Product } from './product.entity.js';

/** How many of each product, by its id. */
export type Quantities = ReadonlyMap<string, number>;

/** What other features do with products: ask for prices, reserve and give back. Within the caller's transaction. */
@Injectable()
export class Stock {
  constructor(@InjectStore(Product) private readonly products: Store<Product>) {}

  /** The products with these ids, all of them for sale. @throws DomainError `not_found`, `catalog.not_for_sale` */
  async offers(ids: readonly string[]): Promise<Map<string, Product>> {
    const found = await this.products.find({ id: [...new Set(ids)] });
    for (const product of found) product.assertForSale();
    return new Map(found.map((product) => [product.id, product]));
  }

  /** A few products that are for sale now. @param limit 100 at most */
  forSale(limit: number): Promise<Product[]> {
    return this.products.find({ status: 'published' }, { limit });
  }

  /** Takes all of it or nothing. @throws DomainError `not_found`, `catalog.not_for_sale`, `catalog.out_of_stock` */
  async reserve(quantities: Quantities): Promise<Map<string, Product>> {
    const locked = await this.products.lock([...quantities.keys()]);
    for (const product of locked) {
      product.reserve(quantities.get(product.id) ?? 0);
      await this.products.save(product);
    }
    return new Map(locked.map((product) => [product.id, product]));
  }

  /** Gives it back, whatever has become of the products since: a caller may not see them any more. */
  async release(quantities: Quantities): Promise<void> {
    await asOrganization(currentOrganizationId(), async () => {
      for (const product of await this.products.lock([...quantities.keys()])) {
        product.release(quantities.get(product.id) ?? 0);
        await this.products.save(product);
      }
    });
  }
}
