import {
  defineResource,
  everything,
  Feature,
  Integer,
  OrganizationRow,
  ResourceController,
  Text,
} from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { Entity, Index, type MigrationInterface, type QueryRunner } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/support/app.js';
import { column, createTable, listIndexes, rowColumns } from './migration-table.js';
import { migrations } from './migrations-point.js';

@Entity('lockers')
@Index(['organizationId', 'bay', 'place'], { unique: true })
class Locker extends OrganizationRow {
  @Text({ max: 20, example: 'North' })
  bay!: string;

  @Integer({ min: 1, max: 99, example: 7 })
  place!: number;
}

class CreateLockers1764000000901 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return createTable(runner, 'lockers', {
      columns: { ...rowColumns('organization'), bay: column.text(20), place: column.integer() },
      indexes: listIndexes({ sort: ['created_at'] }),
      uniques: [['organization_id', 'bay', 'place']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}

const lockers = defineResource({
  path: 'lockers',
  entity: Locker,
  tenancy: 'organization',
  description: 'Where things are kept.',
  view: ['id', 'bay', 'place', 'createdAt'],
  visible: () => everything,
  list: { sort: ['createdAt'] },
  create: ['bay', 'place'],
  permissions: { read: 'See lockers', create: 'Put a locker up' },
  members: ['read'],
});

@ResourceController(lockers)
class LockersController {}

@Module({
  imports: [Feature.declare({ resources: [lockers] }, migrations(CreateLockers1764000000901))],
  controllers: [LockersController],
})
class LockersModule {}

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ modules: [LockersModule] });
});
afterAll(() => app?.close());

it('refuses what is unique together by the names of its fields, as published, and inside an organization only', async () => {
  const [owner, other] = [await app.signUp(), await app.signUp()];
  expect(await owner.post('/v1/lockers', { bay: 'North', place: 7 })).toMatchObject({ status: 201 });
  expect(await owner.post('/v1/lockers', { bay: 'North', place: 7 })).toMatchObject({
    status: 409,
    json: {
      code: 'already_exists',
      detail: 'Another locker already has this bay and place.',
      errors: [{ pointer: '/bay' }, { pointer: '/place' }],
    },
  });
  for (const body of [
    { bay: 'North', place: 8 },
    { bay: 'South', place: 7 },
  ])
    expect(await owner.post('/v1/lockers', body)).toMatchObject({ status: 201 });
  expect(await other.post('/v1/lockers', { bay: 'North', place: 7 })).toMatchObject({ status: 201 });
});
