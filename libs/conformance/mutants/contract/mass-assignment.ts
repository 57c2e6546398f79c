import {
  Allow,
  defineResource,
  Feature,
  Found,
  InjectStore,
  Operation,
  readInput,
  ResourceController,
  Text,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Body, Controller, Module, Patch } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import { described, exactly, id, Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'mass-assignment',
  mistake:
    'Whatever the body holds is assigned to the row: a client can close it, or write what no input names.',
  caughtBy: 'contract/unknown-field-accepted',
  build: (broken) => {
    @Entity('permits')
    class Permit extends Item {}

    const permits = defineResource({
      ...usual,
      path: 'permits',
      entity: Permit,
    });

    @ResourceController(permits)
    class PermitsController {}

    class PermitName {
      @Text({ max: 60, example: 'Number 8' })
      name!: string;
    }

    @Controller('v1/permit-names')
    class PermitNamesController {
      constructor(@InjectStore(Permit) private readonly store: Store<Permit>) {}

      @Patch(':id')
      @Allow('permits:create')
      @Operation('permits:rename')
      @ApiBody({ type: PermitName })
      @described('rename-permit', exactly({ id }))
      async rename(@Found() permit: Permit, @Body() body: PermitName): Promise<{ id: string }> {
        Object.assign(permit, broken ? body : { name: readInput(PermitName, body).name });
        await this.store.save(permit);
        return { id: permit.id };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [permits] }, migrations(migrationFor(permits)))],
      controllers: [PermitsController, PermitNamesController],
    })
    class PermitsModule {}
    return PermitsModule;
  },
});
