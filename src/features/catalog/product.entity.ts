import {
  Amount,
  CreatedBy,
  Currency,
  Integer,
  OrganizationRow,
  State,
  Text,
  UpdatedBy,
} from '@keelson/kernel';
import { Entity } from 'typeorm';
import { Member } from '@keelson/organizations';
import { notForSale, outOfStock, tooManyInStock } from './catalog.errors.js';

/** The largest stock of one product. */
export const mostInStock = 1_000_000_000;

/** Something an organization sells. */
@Entity('products')
export class Product extends OrganizationRow {
  @Text({
    max: 64,
    unique: 'ignore-case',
    pattern: /^\S+( \S+)*$/,
    message:
      'must begin and end with a visible character and have only single spaces in between, for example FENDER-20',
    example: 'FENDER-20',
    description: 'Stock keeping unit; unique in the organization, ignoring case.',
  })
  sku!: string;

  @Text({ max: 200, example: 'Fender, 20 cm', description: 'Name of the product.' })
  name!: string;

  @Text({
    max: 4000,
    optional: true,
    example: 'White, with a blue eye.',
    description: 'Description for buyers.',
  })
  description!: string | null;

  @Amount({ description: 'Unit price, in minor units of the currency.' })
  price!: number;

  @Currency({ description: 'ISO 4217 currency code of the price.' })
  currency!: string;

  @Integer({ max: mostInStock, example: 50, description: 'Quantity available to order.' })
  stock!: number;

  @State(['draft', 'published', 'archived'], { description: 'Only published products can be ordered.' })
  status!: 'draft' | 'published' | 'archived';

  @CreatedBy(() => Member)
  createdById!: string | null;

  @UpdatedBy(() => Member)
  updatedById!: string | null;

  /** Takes `quantity` out of the stock. @throws DomainError `catalog.not_for_sale`, `catalog.out_of_stock` */
  reserve(quantity: number): void {
    assertCountable(quantity);
    this.assertForSale();
    if (this.stock < quantity)
      throw outOfStock({ detail: `${this.stock} of "${this.sku}" are left; ${quantity} were ordered.` });
    this.stock -= quantity;
  }

  /** Puts `quantity` back. @throws DomainError `catalog.too_many_in_stock` */
  release(quantity: number): void {
    assertCountable(quantity);
    if (this.stock + quantity > mostInStock)
      throw tooManyInStock({
        detail: `Returning ${quantity} of "${this.sku}" to a stock of ${this.stock} would exceed the maximum of ${mostInStock}. Correct the stock first.`,
      });
    this.stock += quantity;
  }

  /** @throws DomainError `catalog.not_for_sale` */
  assertForSale(): void {
    if (this.status !== 'published')
      throw notForSale({
        detail: `The product ${this.sku} is ${this.status}; only published products can be ordered.`,
      });
  }
}

/** Anything else is a mistake of ours, and must not become stock out of nothing. */
function assertCountable(quantity: number): void {
  if (!Number.isSafeInteger(quantity) || quantity < 1)
    throw new RangeError(`A quantity must be a whole number above 0, not ${quantity}.`);
}
