export { CatalogModule } from './catalog.module.js';
export { notForSale, outOfStock, tooManyInStock } from './catalog.errors.js';
export { Product } from './product.entity.js';
export { Reorders } from './reorders.js';
export { Stock, type Quantities } from './stock.js';
