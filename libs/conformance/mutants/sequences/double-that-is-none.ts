import {
  defineResource,
  Feature,
  Found,
  InjectStore,
  Input,
  Integer,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { holds, invariants, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'double-that-is-none',
  mistake: 'A value that follows from another is computed when a row is written, and not when it is changed.',
  caughtBy: 'sequences/holds',
  build: (broken) => {
    @Entity('planks')
    class Plank extends Item {
      @Integer({ max: 2_000, example: 6 })
      twice!: number;
    }

    const planks = defineResource({
      ...usual,
      path: 'planks',
      entity: Plank,
      view: [...usual.view, 'twice'],
      update: ['name', 'quantity', 'remark'],
      permissions: { ...usual.permissions, update: 'Change one' },
    });

    @ResourceController(planks)
    class PlanksController {
      constructor(@InjectStore(Plank) private readonly rows: Store<Plank>) {}

      create(@Input() input: Pick<Plank, 'name' | 'quantity' | 'remark'>): Promise<Plank> {
        return this.rows.insert({ ...input, twice: 2 * input.quantity });
      }

      update(@Found() plank: Plank, @Input() changes: Pick<Plank, 'name' | 'quantity' | 'remark'>): Plank {
        return Object.assign(plank, changes, broken ? {} : { twice: 2 * changes.quantity });
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [planks] },
          invariants(
            holds('twice is two times the quantity', Plank, ({ twice, quantity }) => twice === 2 * quantity),
          ),
          migrations(migrationFor(planks)),
        ),
      ],
      controllers: [PlanksController],
    })
    class PlanksModule {}
    return PlanksModule;
  },
});
