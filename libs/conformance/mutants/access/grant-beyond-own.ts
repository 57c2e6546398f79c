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
    @Entity('badges')
    class Badge extends Item {
      @PermissionNames({ max: 20, example: [] })
      grants!: string[];
    }

    const badges = defineResource({
      ...usual,
      path: 'badges',
      entity: Badge,
      view: ['id', 'name', 'grants', 'status', 'version', 'createdAt'],
      create: ['name', 'quantity', 'remark', 'grants'],
    });

    @ResourceController(badges)
    class BadgesController {
      constructor(@InjectStore(Badge) private readonly store: Store<Badge>) {}

      create(@Input() input: Pick<Badge, 'name' | 'quantity' | 'remark' | 'grants'>): Promise<Badge> {
        const caller = currentCaller();
        if (!broken && input.grants.some((name) => !caller.can(name)))
          throw forbidden({ detail: 'You cannot grant what you do not have.' });
        return this.store.insert(input);
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [badges] }, migrations(migrationFor(badges)))],
      controllers: [BadgesController],
    })
    class BadgesModule {}
    return BadgesModule;
  },
});
