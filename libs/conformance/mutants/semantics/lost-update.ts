import {
  Allow,
  currentOrganizationId,
  defineResource,
  Feature,
  InjectStore,
  Operation,
  ResourceController,
  validationFailed,
  type Store,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Controller, HttpCode, Module, Param, Post } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export default mutant({
  name: 'lost-update',
  mistake: 'A counter is read, raised and written without a lock: of two at a time, one is lost.',
  caughtBy: 'semantics/lost-update',
  build: (broken) => {
    @Entity('turnstiles')
    class Turnstile extends Item {}

    const turnstiles = defineResource({
      ...usual,
      path: 'turnstiles',
      entity: Turnstile,
    });

    @ResourceController(turnstiles)
    class TurnstilesController {}

    @Controller('v1/turnstile-entries')
    class TurnstileEntriesController {
      constructor(
        private readonly database: Database,
        @InjectStore(Turnstile) private readonly store: Store<Turnstile>,
      ) {}

      @Post(':id')
      @HttpCode(200)
      @Allow('turnstiles:create')
      @Operation('turnstiles:enter')
      @described('enter-turnstile', exactly({ quantity: whole }))
      async enter(@Param('id') given: string): Promise<{ quantity: number }> {
        if (!uuid.test(given))
          throw validationFailed({ errors: [{ parameter: 'id', detail: 'must be a UUID' }] });
        const id = given.toLowerCase();
        const [row] = broken ? [await this.store.get(id)] : await this.store.lock([id]);
        const quantity = ((row?.quantity ?? 0) + 1) % 1_000;
        if (broken)
          await this.database.write(
            'UPDATE turnstiles SET quantity = ?, version = ? WHERE organization_id = ? AND id = ?',
            [quantity, (row?.version ?? 0) + 1, currentOrganizationId(), id],
          );
        else if (row) await this.store.save(Object.assign(row, { quantity }));
        return { quantity };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [turnstiles] }, migrations(migrationFor(turnstiles)))],
      controllers: [TurnstilesController, TurnstileEntriesController],
    })
    class TurnstilesModule {}
    return TurnstilesModule;
  },
});
