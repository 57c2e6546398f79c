import {
  Allow,
  defineResource,
  Feature,
  Found,
  InjectStore,
  Operation,
  ResourceController,
  validationFailed,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { HttpCode, Module, Param, Post } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export default mutant({
  name: 'if-match-ignored',
  mistake: 'A verb finds its row by itself, and does not look at If-Match.',
  caughtBy: 'semantics/if-match-ignored',
  build: (broken) => {
    @Entity('statues')
    class Statue extends Item {}

    const statues = defineResource({
      ...usual,
      path: 'statues',
      entity: Statue,
    });

    @ResourceController(statues)
    class StatuesController {
      constructor(@InjectStore(Statue) private readonly rows: Store<Statue>) {}

      @Post(':id/polish')
      @HttpCode(200)
      @Allow('statues:create')
      @Operation('statues:polish')
      @described('polish-statue', exactly({ quantity: whole }))
      async polish(@(broken ? Param('id') : Found()) given: Statue): Promise<{ quantity: number }> {
        const statue = broken ? await this.found(given as unknown as string) : given;
        statue.quantity = (statue.quantity + 1) % 1_000;
        await this.rows.save(statue);
        return { quantity: statue.quantity };
      }

      private async found(id: string): Promise<Statue> {
        if (!uuid.test(id))
          throw validationFailed({ errors: [{ parameter: 'id', detail: 'must be a UUID' }] });
        const [statue] = (await this.rows.lock([id.toLowerCase()])) as [Statue];
        return statue;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [statues] }, migrations(migrationFor(statues)))],
      controllers: [StatuesController],
    })
    class StatuesModule {}
    return StatuesModule;
  },
});
