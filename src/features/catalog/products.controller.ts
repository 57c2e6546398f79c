import { Action, Found, ResourceController } from '@keelson/kernel';
import { Product } from './product.entity.js';
import { products } from './products.resource.js';

@ResourceController(products)
export class ProductsController {
  @Action(products, 'publish', { from: 'draft', to: 'published' })
  publish(@Found() product: Product): Product {
    return product;
  }

  @Action(products, 'archive', { from: ['draft', 'published'], to: 'archived' })
  archive(@Found() product: Product): Product {
    return product;
  }
}
