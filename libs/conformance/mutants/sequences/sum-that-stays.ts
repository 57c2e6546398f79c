import {
  defineResource,
  Feature,
  Found,
  InjectStore,
  Input,
  Integer,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { invariants, migrations, sums } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'sum-that-stays',
  mistake: 'A parent sums up its children; when one is changed, the sum stays.',
  caughtBy: 'sequences/sums',
  build: (broken) => {
    @Entity('carts')
    class Cart extends Item {
      @Integer({ max: 1_000_000, example: 0 })
      total!: number;
    }

    @Entity('cart_lines')
    class CartLine extends Item {
      @Ref(() => Cart)
      cartId!: string;
    }

    const carts = defineResource({
      ...usual,
      path: 'carts',
      entity: Cart,
      view: [...usual.view, 'total'],
    });
    const lines = defineResource({
      ...usual,
      path: 'cart-lines',
      entity: CartLine,
      view: [...usual.view, 'cartId'],
      create: ['name', 'quantity', 'cartId'],
      update: ['name', 'quantity'],
      permissions: { ...usual.permissions, update: 'Change one' },
    });

    @ResourceController(carts)
    class CartsController {
      constructor(@InjectStore(Cart) private readonly rows: Store<Cart>) {}

      create(@Input() input: Pick<Cart, 'name' | 'quantity' | 'remark'>): Promise<Cart> {
        return this.rows.insert({ ...input, total: 0 });
      }
    }

    @ResourceController(lines)
    class CartLinesController {
      constructor(
        @InjectStore(Cart) private readonly all: Store<Cart>,
        @InjectStore(CartLine) private readonly rows: Store<CartLine>,
      ) {}

      async create(@Input() input: Pick<CartLine, 'name' | 'quantity' | 'cartId'>): Promise<CartLine> {
        await this.add(input.cartId, input.quantity);
        return this.rows.insert({ ...input });
      }

      async update(
        @Found() line: CartLine,
        @Input() changes: Pick<CartLine, 'name' | 'quantity'>,
      ): Promise<CartLine> {
        if (!broken) await this.add(line.cartId, changes.quantity - line.quantity);
        return Object.assign(line, changes);
      }

      private async add(id: string, more: number): Promise<void> {
        for (const cart of await this.all.lock([id]))
          await this.all.save(Object.assign(cart, { total: cart.total + more }));
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [carts, lines] },
          invariants(sums(Cart, 'total', CartLine, 'cartId', 'quantity')),
          migrations(migrationFor(carts), migrationFor(lines)),
        ),
      ],
      controllers: [CartsController, CartLinesController],
    })
    class CartsModule {}
    return CartsModule;
  },
});
