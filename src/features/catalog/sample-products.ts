import { InjectStore, sampleId, SampleData, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Product } from './product.entity.js';

/** A chandler's shelf. */
@Injectable()
export class SampleProducts extends SampleData {
  constructor(@InjectStore(Product) private readonly products: Store<Product>) {
    super();
  }

  override async fill(): Promise<void> {
    const currency = 'EUR';
    await this.products.insert({
      id: sampleId(Product.name),
      sku: 'ROPE-12',
      name: 'Mooring rope, 12 mm',
      description: 'Polyester, three strands, by the meter.',
      price: 349,
      currency,
      stock: 400,
      status: 'published',
    });
    await this.products.insert({
      sku: 'ANCHOR-10',
      name: 'Plow anchor, 10 kg',
      price: 12900,
      currency,
      stock: 12,
      status: 'published',
    });
    await this.products.insert({
      sku: 'LAMP-LED',
      name: 'Riding light, LED',
      price: 5490,
      currency,
      stock: 30,
      status: 'published',
    });
    await this.products.insert({
      sku: 'PAINT-RED',
      name: 'Antifouling, red, 2.5 l',
      price: 7990,
      currency,
      stock: 0,
      status: 'draft',
    });
  }
}
