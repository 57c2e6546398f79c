import {
  Amount,
  Currency,
  Email,
  Identifier,
  Integer,
  ListOf,
  OrganizationRow,
  Ref,
  State,
  Text,
} from '@keelson/kernel';
import { Entity, Index } from 'typeorm';
import { Product } from '../catalog/index.js';
import { mixedCurrencies, totalTooLarge } from './orders.errors.js';

/** The largest total, in minor units: sums stay exact in JavaScript. */
const largestTotal = 1_000_000_000_000;

/** One product in an order, at the price of the day. */
export class OrderLine {
  @Ref(() => Product, { description: 'Id of the product.' })
  productId!: string;

  @Integer({ min: 1, max: 100_000, example: 2, description: 'Quantity.' })
  quantity!: number;

  @Amount({
    description:
      'Unit price in minor units. Copied from the product when the lines of a draft are saved, and again when the order is placed.',
  })
  unitPrice!: number;
}

/** What a line is priced by. */
export interface Offer {
  readonly id: string;
  readonly price: number;
  readonly currency: string;
}

/** What a buyer wants from the organization. */
@Entity('orders')
@Index(['organizationId', 'createdBy', 'createdAt', 'id'])
@Index(['organizationId', 'createdBy', 'total', 'id'])
export class Order extends OrganizationRow {
  @Email({ description: 'Email address of the buyer.' })
  buyerEmail!: string;

  @Text({ max: 64, optional: true, example: 'PO-2026-118', description: 'The buyer’s reference number.' })
  reference!: string | null;

  @ListOf(() => OrderLine, { min: 1, max: 100, description: 'The ordered products.' })
  lines!: OrderLine[];

  @Currency({ description: 'ISO 4217 currency code of all amounts in the order.' })
  currency!: string;

  @Amount({ description: 'Total of all lines, in minor units.' })
  total!: number;

  @State(['draft', 'placed', 'paid', 'fulfilled', 'cancelled'], { description: 'State of the order.' })
  status!: 'draft' | 'placed' | 'paid' | 'fulfilled' | 'cancelled';

  @Identifier({ description: 'Id of the user who created the order.' })
  createdBy!: string;

  /** How many of each product, over all lines. */
  quantities(): Map<string, number> {
    return quantitiesOf(this.lines);
  }

  /** Takes the offers' prices. @throws DomainError `orders.mixed_currencies`, `orders.total_too_large` */
  price(offers: ReadonlyMap<string, Offer>): void {
    Object.assign(this, priced(this.lines, offers));
  }
}

/** How many of each product, over all lines. */
export function quantitiesOf(lines: readonly { productId: string; quantity: number }[]): Map<string, number> {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of lines)
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  return quantities;
}

/** Lines at the offers' prices, with their sum. @throws DomainError `orders.mixed_currencies`, `orders.total_too_large` */
export function priced(
  lines: readonly { productId: string; quantity: number }[],
  offers: ReadonlyMap<string, Offer>,
): { lines: OrderLine[]; currency: string; total: number } {
  const currencies = new Set([...offers.values()].map((offer) => offer.currency));
  if (currencies.size > 1)
    throw mixedCurrencies({
      detail: `The products are priced in ${[...currencies].sort().join(' and ')}; create an order for each currency.`,
    });
  const result = lines.map(({ productId, quantity }) => {
    const offer = offers.get(productId);
    // Nothing is free for want of a price.
    if (!offer) throw new Error(`There is no price for the product ${productId}.`);
    return Object.assign(new OrderLine(), { productId, quantity, unitPrice: offer.price });
  });
  const total = result.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0);
  if (total > largestTotal)
    throw totalTooLarge({
      detail: `The lines add up to more than ${largestTotal} minor units; split the order.`,
    });
  return { lines: result, currency: [...currencies][0] ?? '', total };
}
