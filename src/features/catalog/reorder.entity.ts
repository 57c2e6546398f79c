import { OrganizationRow, Ref, State } from '@keelson/kernel';
import { Entity } from 'typeorm';
import { Product } from './product.entity.js';

/** A product that is to be bought again. */
@Entity('reorders')
export class Reorder extends OrganizationRow {
  @Ref(() => Product, { description: 'The product.' })
  productId!: string;

  @State(['open', 'settled'], { description: 'Settled when it was bought, or nobody wants it any more.' })
  status!: 'open' | 'settled';
}
