import {
  defineResource,
  Feature,
  Input,
  InjectStore,
  PickFields,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Logger, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'write-without-index',
  mistake: 'Before a row is added the database looks for one with its name, and no index has the name.',
  caughtBy: 'budgets/full-scan',
  build: (broken) => {
    @Entity('looms')
    class Loom extends Item {}

    const looms = defineResource({ ...usual, path: 'looms', entity: Loom });

    class WrittenLoom extends PickFields(Loom, usual.create) {}

    @ResourceController(looms)
    class LoomsController {
      private readonly logger = new Logger('Looms');

      constructor(@InjectStore(Loom) private readonly looms: Store<Loom>) {}

      async create(@Input() input: WrittenLoom): Promise<Loom> {
        const [namesake] = await this.looms.find({ name: input.name }, { limit: 1 });
        const loom = await this.looms.insert(input);
        if (namesake) this.logger.debug(`${loom.id} has the name of ${namesake.id}.`);
        return loom;
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [looms] },
          migrations(migrationFor(looms, { more: broken ? [] : [['organization_id', 'name']] })),
        ),
      ],
      controllers: [LoomsController],
    })
    class LoomsModule {}
    return LoomsModule;
  },
});
