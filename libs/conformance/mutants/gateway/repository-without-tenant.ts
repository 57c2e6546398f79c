import { Allow, currentOrganizationId, defineResource, Feature, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Entity, Repository } from 'typeorm';
import { described, Item, listOf, exactly, migrationFor, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'repository-without-tenant',
  mistake: 'A repository of TypeORM is asked for the open rows, of everyone.',
  caughtBy: 'gateway/statement-refused',
  build: (broken) => {
    @Entity('cabins')
    class Cabin extends Item {}

    const cabins = defineResource({
      ...usual,
      path: 'cabins',
      entity: Cabin,
    });

    @ResourceController(cabins)
    class CabinsController {}

    @Controller('v1/free-cabins')
    class FreeCabinsController {
      constructor(@InjectRepository(Cabin) private readonly repository: Repository<Cabin>) {}

      @Get()
      @Allow('cabins:read')
      @described('list-free-cabins', listOf(exactly({ name: text })))
      async list(): Promise<{ data: { name: string }[] }> {
        const whose = broken ? {} : { organizationId: currentOrganizationId() };
        const rows = await this.repository.find({ where: { ...whose, status: 'open' }, take: 200 });
        return { data: rows.map(({ name }) => ({ name })) };
      }
    }

    @Module({
      imports: [
        Feature.declare({ resources: [cabins] }, migrations(migrationFor(cabins))),
        TypeOrmModule.forFeature([Cabin]),
      ],
      controllers: [CabinsController, FreeCabinsController],
    })
    class CabinsModule {}
    return CabinsModule;
  },
});
