import {
  Amount,
  defineResource,
  Feature,
  Found,
  InjectStore,
  Input,
  isNamed,
  PickFields,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'repriced-by-any-patch',
  mistake: 'A change works the price out again, whatever it names.',
  caughtBy: 'semantics/merge-patch-derives',
  build: (broken) => {
    @Entity('moorings')
    class Mooring extends Item {}

    @Entity('stays')
    class Stay extends Item {
      @Ref(() => Mooring)
      mooringId!: string;

      @Amount()
      price!: number;
    }

    class NewStay extends PickFields(Stay, ['name', 'quantity', 'remark', 'mooringId']) {}

    const moorings = defineResource({
      ...usual,
      path: 'moorings',
      entity: Mooring,
      update: ['name', 'quantity'],
      permissions: { ...usual.permissions, update: 'Change one' },
    });
    const stays = defineResource({
      ...usual,
      path: 'stays',
      entity: Stay,
      view: [...usual.view, 'mooringId', 'price'],
      create: NewStay,
      update: NewStay,
      permissions: { ...usual.permissions, update: 'Change one' },
    });

    @ResourceController(moorings)
    class MooringsController {}

    @ResourceController(stays)
    class StaysController {
      constructor(
        @InjectStore(Stay) private readonly rows: Store<Stay>,
        @InjectStore(Mooring) private readonly places: Store<Mooring>,
      ) {}

      async create(@Input() input: NewStay): Promise<Stay> {
        const { quantity } = await this.places.get(input.mooringId);
        return this.rows.insert({ ...input, price: quantity * 100 });
      }

      async update(@Found() row: Stay, @Input() changes: NewStay): Promise<Stay> {
        Object.assign(row, changes);
        if (broken || isNamed(changes, 'mooringId'))
          row.price = (await this.places.get(row.mooringId)).quantity * 100;
        return row;
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [moorings, stays] },
          migrations(migrationFor(moorings), migrationFor(stays)),
        ),
      ],
      controllers: [MooringsController, StaysController],
    })
    class StaysModule {}
    return StaysModule;
  },
});
