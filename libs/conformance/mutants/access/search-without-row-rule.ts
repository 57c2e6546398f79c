import {
  Allow,
  currentOrganizationId,
  defineResource,
  everything,
  Feature,
  ResourceController,
  where,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { ApiQuery } from '@nestjs/swagger';
import { Entity, Like, Repository } from 'typeorm';
import {
  described,
  exactly,
  Item,
  listOf,
  migrationFor,
  mutant,
  parameter,
  text,
  usual,
} from '../authoring/index.js';

export default mutant({
  name: 'search-without-row-rule',
  mistake: 'A search by a repository of TypeORM finds rows that the row rule hides.',
  caughtBy: 'access/hidden-row-read',
  build: (broken) => {
    @Entity('dossiers')
    class Dossier extends Item {}

    const dossiers = defineResource({
      ...usual,
      path: 'dossiers',
      entity: Dossier,
      visible: ({ caller }) => (caller.can('dossiers:create') ? everything : where({ status: 'closed' })),
    });

    @ResourceController(dossiers)
    class DossiersController {}

    @Controller('v1/dossier-search')
    class DossierSearchController {
      constructor(@InjectRepository(Dossier) private readonly repository: Repository<Dossier>) {}

      @Get()
      @Allow(broken ? 'dossiers:read' : 'dossiers:create')
      @ApiQuery({ name: 'q', required: false, schema: { type: 'string', minLength: 1, maxLength: 60 } })
      @described('search-dossiers', listOf(exactly({ name: text })))
      async search(@Query() query: Record<string, string>): Promise<{ data: { name: string }[] }> {
        const q = parameter(query, 'q', /^[^\0]{1,60}$/, 'a');
        const rows = await this.repository.find({
          where: { organizationId: currentOrganizationId(), name: Like(`${q.replaceAll(/[%_\\\0]/g, '')}%`) },
          take: 50,
        });
        return { data: rows.map(({ name }) => ({ name })) };
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [dossiers] },
          migrations(migrationFor(dossiers, { more: [['organization_id', 'name']] })),
        ),
        TypeOrmModule.forFeature([Dossier]),
      ],
      controllers: [DossiersController, DossierSearchController],
    })
    class DossiersModule {}
    return DossiersModule;
  },
});
