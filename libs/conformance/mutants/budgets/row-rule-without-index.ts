import {
  currentCaller,
  defineResource,
  everything,
  Feature,
  Identifier,
  Input,
  InjectStore,
  PickFields,
  ResourceController,
  where,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'row-rule-without-index',
  mistake:
    'Members see what they have made themselves, and to find it the database reads what all others have made.',
  caughtBy: 'budgets/row-rule',
  build: (broken) => {
    @Entity('errands')
    class Errand extends Item {
      @Identifier()
      createdBy!: string;
    }

    const errands = defineResource({
      ...usual,
      path: 'errands',
      entity: Errand,
      visible: ({ caller }) =>
        caller.can('errands:read-all') ? everything : where({ createdBy: caller.userId }),
      permissions: { ...usual.permissions, 'read-all': 'See those of all members' },
    });

    class WrittenErrand extends PickFields(Errand, usual.create) {}

    @ResourceController(errands)
    class ErrandsController {
      constructor(@InjectStore(Errand) private readonly errands: Store<Errand>) {}

      create(@Input() input: WrittenErrand): Promise<Errand> {
        return this.errands.insert({ ...input, createdBy: currentCaller().userId });
      }
    }

    const migration = migrationFor(errands, {
      more: broken ? [] : [['organization_id', 'created_by', 'created_at', 'id']],
    });

    @Module({
      imports: [Feature.declare({ resources: [errands] }, migrations(migration))],
      controllers: [ErrandsController],
    })
    class ErrandsModule {}
    return ErrandsModule;
  },
});
