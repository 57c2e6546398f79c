import {
  Allow,
  currentOrganizationId,
  defineResource,
  Feature,
  Integer,
  ResourceController,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Entity, Repository } from 'typeorm';
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
  name: 'query-spread-into-where',
  mistake:
    'The query goes into the condition as it comes: any column can be asked for, also one that no view shows.',
  caughtBy: 'contract/server-error',
  build: (broken) => {
    @Entity('nominees')
    class Nominee extends Item {
      /** Nobody sees it before the day. */
      @Integer({ max: 1_000, example: 5 })
      votes!: number;
    }

    const nominees = defineResource({
      ...usual,
      path: 'nominees',
      entity: Nominee,
      create: [...usual.create, 'votes'],
    });

    @ResourceController(nominees)
    class NomineesController {}

    @Controller('v1/nominee-picks')
    class NomineePicksController {
      constructor(@InjectRepository(Nominee) private readonly repository: Repository<Nominee>) {}

      @Get()
      @Allow('nominees:read')
      @ApiQuery({ name: 'status', required: false, schema: { type: 'string', enum: ['open', 'closed'] } })
      @described('list-nominee-picks', listOf(exactly({ name: text })))
      async list(@Query() query: Record<string, string>): Promise<{ data: { name: string }[] }> {
        const status = broken ? 'open' : parameter(query, 'status', /^(open|closed)$/, 'open');
        const wanted = broken ? { status, ...query } : { status };
        const rows = await this.repository.find({
          where: { ...wanted, organizationId: currentOrganizationId() },
          take: 50,
        });
        return { data: rows.map(({ name }) => ({ name })) };
      }
    }

    @Module({
      imports: [
        Feature.declare({ resources: [nominees] }, migrations(migrationFor(nominees))),
        TypeOrmModule.forFeature([Nominee]),
      ],
      controllers: [NomineesController, NomineePicksController],
    })
    class NomineesModule {}
    return NomineesModule;
  },
});
