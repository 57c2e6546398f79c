import type { paths } from '../generated/openapi-typescript/api.js';

export type NewProduct = paths['/v1/products']['post']['requestBody']['content']['application/json'];

/** Where the application is, and what opens it. */
export interface Service {
  readonly url: string;
  readonly token: string;
}

/** What a client saw when it created a product, listed the products of its sku, and created it again. */
export interface Outcome {
  readonly id: string;
  readonly listed: readonly { readonly id: string; readonly price: number }[];
  readonly refusedWith: string;
}

export const newProduct = (sku: string): NewProduct => ({
  sku,
  name: 'A fender',
  price: 1999,
  currency: 'EUR',
  stock: 3,
});
