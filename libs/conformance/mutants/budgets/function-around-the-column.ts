import { Allow, currentOrganizationId, defineResource, Feature, ResourceController } from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { Entity } from 'typeorm';
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
  name: 'function-around-the-column',
  mistake: 'A condition folds the column, so no index serves it and every row is read.',
  caughtBy: 'budgets/full-scan',
  build: (broken) => {
    @Entity('plaques')
    class Plaque extends Item {}

    const plaques = defineResource({
      ...usual,
      path: 'plaques',
      entity: Plaque,
    });

    @ResourceController(plaques)
    class PlaquesController {}

    @Controller('v1/plaque-finds')
    class PlaqueFindsController {
      constructor(private readonly database: Database) {}

      @Get()
      @Allow('plaques:read')
      @ApiQuery({ name: 'name', required: false, schema: { type: 'string', minLength: 1, maxLength: 60 } })
      @described('find-plaques', listOf(exactly({ name: text })))
      async read(@Query() query: Record<string, string>): Promise<object> {
        const name = parameter(query, 'name', /^[^\0]{1,60}$/, 'x');
        const wanted = broken ? 'LOWER(name) = LOWER(?)' : 'name = ?';
        const data = await this.database.read<{ name: string }>(
          `SELECT name FROM plaques WHERE organization_id = ? AND ${wanted} LIMIT 50`,
          [currentOrganizationId(), name],
        );
        return { data };
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [plaques] },
          migrations(migrationFor(plaques, { more: [['organization_id', 'name']] })),
        ),
      ],
      controllers: [PlaquesController, PlaqueFindsController],
    })
    class PlaquesModule {}
    return PlaquesModule;
  },
});
