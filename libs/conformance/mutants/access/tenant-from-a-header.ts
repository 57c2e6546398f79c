import {
  Allow,
  asOrganization,
  currentOrganizationId,
  defineResource,
  Feature,
  InjectStore,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Headers, Module } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import { described, exactly, Item, listOf, migrationFor, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'tenant-from-a-header',
  mistake: 'A report believes the header that names the organization.',
  caughtBy: 'access/foreign-organization-read',
  build: (broken) => {
    @Entity('desks')
    class Desk extends Item {}

    const desks = defineResource({
      ...usual,
      path: 'desks',
      entity: Desk,
    });

    @ResourceController(desks)
    class DesksController {}

    @Controller('v1/desk-plans')
    class DeskPlansController {
      constructor(@InjectStore(Desk) private readonly store: Store<Desk>) {}

      @Get()
      @Allow('desks:read')
      @ApiHeader({ name: 'X-Organization-Id', required: false, schema: { type: 'string', format: 'uuid' } })
      @described('read-desk-plan', listOf(exactly({ name: text })))
      plan(@Headers('x-organization-id') named?: string): Promise<{ data: { name: string }[] }> {
        const organizationId = broken ? (named ?? currentOrganizationId()) : currentOrganizationId();
        return asOrganization(organizationId, async () => {
          const rows = await this.store.find({ status: 'open' }, { limit: 100 });
          return { data: rows.map(({ name }) => ({ name })) };
        });
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [desks] }, migrations(migrationFor(desks)))],
      controllers: [DesksController, DeskPlansController],
    })
    class DesksModule {}
    return DesksModule;
  },
});
