import {
  asOrganization,
  currentCaller,
  currentOrganizationId,
  defineError,
  defineResource,
  everything,
  Fails,
  Feature,
  Identifier,
  InjectStore,
  Input,
  PickFields,
  ResourceController,
  where,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

const nameTaken = defineError('pleas.name_taken', 'conflict', 'There is a plea of this name already');

export default mutant({
  name: 'tells-what-is-there',
  mistake: 'A refusal repeats the remark of the row that has the name, whoever may see that row.',
  caughtBy: 'properties/hidden-row-told',
  build: (broken) => {
    @Entity('pleas')
    class Plea extends Item {
      @Identifier()
      writerId!: string;
    }

    class NewPlea extends PickFields(Plea, ['name', 'quantity', 'remark']) {}

    const pleas = defineResource({
      ...usual,
      path: 'pleas',
      entity: Plea,
      visible: ({ caller }) => (caller.can('pleas:audit') ? everything : where({ writerId: caller.userId })),
      create: NewPlea,
      permissions: { read: 'See own ones', create: 'Add one', audit: 'See all' },
      members: ['read', 'create'],
    });

    @ResourceController(pleas)
    class PleasController {
      constructor(@InjectStore(Plea) private readonly store: Store<Plea>) {}

      @Fails(nameTaken)
      async create(@Input() input: NewPlea): Promise<Plea> {
        const [same] = await asOrganization(currentOrganizationId(), () =>
          this.store.find({ name: input.name }, { limit: 1 }),
        );
        if (same)
          throw nameTaken({ detail: broken ? `It is taken: ${same.remark}` : 'Choose another name.' });
        return this.store.insert({ ...input, writerId: currentCaller().userId });
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [pleas] },
          migrations(
            migrationFor(pleas, {
              more: [
                ['organization_id', 'name'],
                ['organization_id', 'writer_id', 'created_at', 'id'],
              ],
            }),
          ),
        ),
      ],
      controllers: [PleasController],
    })
    class PleasModule {}
    return PleasModule;
  },
});
