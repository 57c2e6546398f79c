import {
  Allow,
  defineResource,
  Feature,
  Found,
  InjectStore,
  Operation,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Delete, HttpCode, Module } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'permission-of-another-verb',
  mistake: 'Throwing rows away asks for the permission to read them, copied from the method above.',
  caughtBy: 'inventory/write-by-reading',
  build: (broken) => {
    @Entity('drafts')
    class Draft extends Item {}

    const drafts = defineResource({
      ...usual,
      path: 'drafts',
      entity: Draft,
    });

    @ResourceController(drafts)
    class DraftsController {}

    @Controller('v1/discarded-drafts')
    class DiscardedDraftsController {
      constructor(@InjectStore(Draft) private readonly store: Store<Draft>) {}

      @Delete(':id')
      @HttpCode(204)
      @Allow(broken ? 'drafts:read' : 'drafts:discard')
      @Operation('drafts:discard')
      @ApiOperation({ operationId: 'discard-draft', summary: 'Discard a draft', description: 'For good.' })
      @ApiNoContentResponse({ description: 'It is gone.' })
      discard(@Found() draft: Draft): Promise<void> {
        return this.store.remove(draft);
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [drafts], permissions: [{ name: 'drafts:discard', description: 'Discard drafts' }] },
          migrations(migrationFor(drafts)),
        ),
      ],
      controllers: [DraftsController, DiscardedDraftsController],
    })
    class DraftsModule {}
    return DraftsModule;
  },
});
