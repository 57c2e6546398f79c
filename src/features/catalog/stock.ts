import { asOrganization, currentOrganizationId, InjectStore, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { notForSale } from './catalog.errors.js';
import { Product } from './product.entity.js';

/** How many of each product, by its id. */
export type Quantities = ReadonlyMap<string, number>;

/**
 * What other features do with products: ask for prices, reserve and give back. Within the caller's transaction, and for
 * the whole organization: what an order names was on sale once, and its buyer may not see the product any more.
 */
@Injectable()
export class Stock {
  constructor(@InjectStore(Product) private readonly products: Store<Product>) {}

  /** The products with these ids, all of them for sale. @throws DomainError `catalog.not_for_sale`, also for one that has just gone */
  async offers(ids: readonly string[]): Promise<Map<string, Product>> {
    const wanted = [...new Set(ids)];
    const found = await asOrganization(currentOrganizationId(), () => this.products.find({ id: wanted }));
    if (found.length < wanted.length) throw notForSale({ detail: 'A product no longer exists.' });
    for (const product of found) product.assertForSale();
    return new Map(found.map((product) => [product.id, product]));
  }

  /** Takes all of it or nothing. @throws DomainError `not_found`, `catalog.not_for_sale`, `catalog.out_of_stock` */
  reserve(quantities: Quantities): Promise<Map<string, Product>> {
    return this.change(quantities, (product, quantity) => product.reserve(quantity));
  }

  /** Puts it back, whatever has become of the products since. @throws DomainError `catalog.too_many_in_stock` */
  async release(quantities: Quantities): Promise<void> {
    await this.change(quantities, (product, quantity) => product.release(quantity));
  }

  /** Locked in id order, so that two orders of the same products can't wait for each other. */
  private change(
    quantities: Quantities,
    apply: (product: Product, quantity: number) => void,
  ): Promise<Map<string, Product>> {
    return asOrganization(currentOrganizationId(), async () => {
      const locked = await this.products.lock([...quantities.keys()]);
      for (const product of locked) apply(product, quantities.get(product.id) ?? 0);
      await this.products.saveMany(locked);
      return new Map(locked.map((product) => [product.id, product]));
    });
  }
}
