import { OrganizationRow, Ref, State } from '@keelson/kernel';
import { Entity } from 'typeorm';
import { Product } from './product.entity.js';

/** A product that is to be bought again. */
@Entity('reorders')
export class Reorder extends OrganizationRow {
  @Ref(() => Product, { description: 'Id of the product.' })
  productId!: string;

  @State(['open', 'settled'], {
    description: '`open` until the product is bought or no longer needed, then `settled`.',
  })
  status!: 'open' | 'settled';
}
