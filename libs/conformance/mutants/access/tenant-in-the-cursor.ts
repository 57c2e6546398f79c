import {
  Allow,
  asOrganization,
  currentOrganizationId,
  defineResource,
  Feature,
  ResourceController,
  validationFailed,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
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
  parameter,
  text,
  usual,
} from '../authoring/index.js';

const page = exactly({
  data: { type: 'array', maxItems: 20, items: exactly({ id, name: text }) },
  page: exactly({ next: { type: ['string', 'null'], maxLength: 400 } }),
});

export default mutant({
  name: 'tenant-in-the-cursor',
  mistake: 'The cursor of a list holds the organization, and whoever sends one is believed.',
  caughtBy: 'access/foreign-cursor',
  build: (broken) => {
    @Entity('trips')
    class Trip extends Item {}

    const trips = defineResource({
      ...usual,
      path: 'trips',
      entity: Trip,
    });

    @ResourceController(trips)
    class TripsController {}

    @Controller('v1/trip-logs')
    class TripLogsController {
      constructor(private readonly database: Database) {}

      @Get()
      @Allow('trips:read')
      @ApiQuery({ name: 'cursor', required: false, schema: { type: 'string', minLength: 1, maxLength: 400 } })
      @ApiQuery({
        name: 'limit',
        required: false,
        schema: { type: 'integer', minimum: 1, maximum: 20, default: 20 },
      })
      @described('list-trip-logs', page)
      async list(@Query() query: Record<string, unknown>): Promise<object> {
        const { cursor, ...rest } = query;
        const limit = Number(parameter(rest, 'limit', /^([1-9]|1\d|20)$/, '20'));
        const from = cursor === undefined ? null : read(cursor);
        const organizationId = broken
          ? (from?.organizationId ?? currentOrganizationId())
          : currentOrganizationId();
        const rows = await asOrganization(organizationId, () =>
          this.database.read<{ id: string; name: string }>(
            'SELECT id, name FROM trips WHERE organization_id = ? AND id > ? ORDER BY id LIMIT ?',
            [organizationId, from?.after ?? '00000000-0000-0000-0000-000000000000', limit + 1],
          ),
        );
        const data = rows.slice(0, limit);
        const next = rows.length > limit ? write({ organizationId, after: data.at(-1)?.id ?? '' }) : null;
        return { data, page: { next } };
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [trips] },
          migrations(migrationFor(trips, { more: [['organization_id', 'id']] })),
        ),
      ],
      controllers: [TripsController, TripLogsController],
    })
    class TripsModule {}
    return TripsModule;
  },
});

interface Position {
  readonly organizationId: string;
  readonly after: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function write(position: Position): string {
  return Buffer.from(`${position.organizationId} ${position.after}`).toString('base64url');
}

function read(cursor: unknown): Position {
  const text = typeof cursor === 'string' ? cursor : '';
  const [organizationId = '', after = ''] = Buffer.from(text, 'base64url').toString().split(' ');
  if (!uuid.test(organizationId) || !uuid.test(after))
    throw validationFailed({
      detail: 'The cursor is not of this list.',
      errors: [{ parameter: 'cursor', detail: 'is not a cursor' }],
    });
  return { organizationId, after };
}
