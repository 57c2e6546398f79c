import {
  currentCaller,
  defineResource,
  Feature,
  forbidden,
  InjectStore,
  Input,
  PermissionNames,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'grant-beyond-own',
  mistake: 'A role grants more than its giver has: nobody compares its permissions with the caller’s.',
  caughtBy: 'access/grant-beyond-own',
  build: (broken) => {
    @Entity('epaulets')
    class Epaulet extends Item {
      @PermissionNames({ max: 20, example: [] })
      grants!: string[];
    }

    const epaulets = defineResource({
      ...usual,
      path: 'epaulets',
      entity: Epaulet,
      view: ['id', 'name', 'grants', 'status', 'version', 'createdAt'],
      create: ['name', 'quantity', 'remark', 'grants'],
    });

    @ResourceController(epaulets)
    class EpauletsController {
      constructor(@InjectStore(Epaulet) private readonly store: Store<Epaulet>) {}

      create(@Input() input: Pick<Epaulet, 'name' | 'quantity' | 'remark' | 'grants'>): Promise<Epaulet> {
        const caller = currentCaller();
        if (!broken && input.grants.some((name) => !caller.can(name)))
          throw forbidden({ detail: 'You cannot grant what you do not have.' });
        return this.store.insert(input);
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [epaulets] }, migrations(migrationFor(epaulets)))],
      controllers: [EpauletsController],
    })
    class EpauletsModule {}
    return EpauletsModule;
  },
});
