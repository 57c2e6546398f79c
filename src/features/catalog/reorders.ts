import { asOrganization, currentOrganizationId, InjectStore, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Product } from './product.entity.js';
import { Reorder } from './reorder.entity.js';

/** So few of a product are left when it should be bought again. */
const fewLeft = 5;

/** Sees to it that products do not run out. */
@Injectable()
export class Reorders {
  constructor(
    @InjectStore(Product) private readonly products: Store<Product>,
    @InjectStore(Reorder) private readonly reorders: Store<Reorder>,
  ) {}

  /** Opens a reorder for each of these products of which few are left, unless one is open. Within the caller's transaction. */
  ofLow(productIds: readonly string[]): Promise<void> {
    return asOrganization(currentOrganizationId(), async () => {
      // Locked: two orders of one product that are looked at side by side must not open two.
      for (const product of await this.products.lock(productIds)) {
        if (product.stock > fewLeft || product.status !== 'published') continue;
        const open = await this.reorders.count({ productId: product.id, status: 'open' });
        if (open === 0) await this.reorders.insert({ productId: product.id });
      }
    });
  }
}
