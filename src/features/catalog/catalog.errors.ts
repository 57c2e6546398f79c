import { defineError } from '@keelson/kernel';

export const outOfStock = defineError('catalog.out_of_stock', 'conflict', 'Not enough in stock');
export const notForSale = defineError('catalog.not_for_sale', 'conflict', 'The product is not for sale');
export const tooManyInStock = defineError(
  'catalog.too_many_in_stock',
  'conflict',
  'The stock would exceed the maximum',
);
