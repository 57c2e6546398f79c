import { Allow, defineResource, Feature, ResourceController, currentOrganizationId } from '@keelson/kernel';
import { Database, migrations, type Bindable } from '@keelson/platform';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import {
  described,
  exactly,
  id,
  Item,
  migrationFor,
  mutant,
  text,
  usual,
  wrong,
} from '../authoring/index.js';

const pageSize = 20;
const position = /^\d{1,16}(_[0-9a-f-]{36})?$/;

export default mutant({
  name: 'pages-by-time',
  mistake:
    'A feed goes on after the time of its last row: of rows of one moment, those on the next page are left out.',
  caughtBy: 'properties/page-walk',
  build: (broken) => {
    @Entity('sightings')
    class Sighting extends Item {}

    const sightings = defineResource({ ...usual, path: 'sightings', entity: Sighting });

    interface Row {
      readonly id: string;
      readonly name: string;
      readonly createdAt: Date;
    }

    @ResourceController(sightings)
    class SightingsController {}

    @Controller('v1/sighting-feed')
    class SightingFeedController {
      constructor(private readonly database: Database) {}

      @Get()
      @Allow('sightings:read')
      @ApiQuery({
        name: 'since',
        required: false,
        schema: { type: 'string', maxLength: 60, pattern: position.source } as never,
      })
      @described(
        'read-sighting-feed',
        exactly({
          sightings: { type: 'array', maxItems: pageSize, items: exactly({ id, name: text }) },
          next: { type: 'string', maxLength: 60 },
        }),
      )
      async read(@Query() query: Readonly<Record<string, string | undefined>>): Promise<object> {
        const unknown = Object.keys(query).find((name) => name !== 'since');
        if (unknown !== undefined) throw wrong(unknown, 'is not known');
        const { since } = query;
        if (since !== undefined && (typeof since !== 'string' || !position.test(since)))
          throw wrong('since', 'must be what the page before has given as next');
        const [time, last] = (since ?? '').split('_');
        const moment = new Date(Number(time || 0));
        const values: Bindable[] = [currentOrganizationId(), moment];
        if (!broken) values.push(moment, last ?? '00000000-0000-0000-0000-000000000000');
        const rows = await this.database.read<Row>(
          `SELECT id, name, created_at AS "createdAt" FROM sightings WHERE organization_id = ? AND ${
            broken ? 'created_at > ?' : '(created_at > ? OR (created_at = ? AND id > ?))'
          } ORDER BY created_at, id LIMIT ${pageSize}`,
          values,
        );
        const end = rows.length < pageSize ? undefined : rows.at(-1);
        const next = end ? `${new Date(end.createdAt).getTime()}${broken ? '' : `_${end.id}`}` : '';
        return { sightings: rows.map(({ id: own, name }) => ({ id: own, name })), next };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [sightings] }, migrations(migrationFor(sightings)))],
      controllers: [SightingsController, SightingFeedController],
    })
    class SightingsModule {}
    return SightingsModule;
  },
});
