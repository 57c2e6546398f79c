import { extend, extensions, Feature, FeatureRegistry, fieldsOf, Text } from '@keelson/kernel';
import { Module } from '@nestjs/common';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../../test/support/app.js';
import { Berth, berthBody, BerthsModule } from '../../../../test/support/features/berths/index.js';
import { addColumn, column, createIndex, migrations } from './index.js';

class BerthRating {
  @Text({ max: 16, optional: true, example: 'gold' })
  tier!: string | null;

  @Text({ max: 40, optional: true })
  reason!: string | null;
}

const rating = extend(Berth, 'rating', BerthRating, {
  view: ['tier'],
  filter: ['tier'],
  input: ['tier', 'reason'],
});

class AddRating1770000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'berths', 'rating_tier', column.text(16, { optional: true }));
    await addColumn(runner, 'berths', 'rating_reason', column.text(40, { optional: true }));
    for (const sort of ['created_at', 'pier', 'depth', 'fee', 'free_from'])
      await createIndex(runner, 'berths', ['organization_id', 'rating_tier', sort, 'id']);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}

@Module({
  imports: [BerthsModule, Feature.declare({}, extensions(rating), migrations(AddRating1770000000001))],
})
class RatingsModule {}

describe('Fields that a module adds to an entity of another', () => {
  let plain: TestApp;
  let rated: TestApp;
  let ada: SignedIn;

  beforeAll(async () => {
    // The one that lacks them starts last: what the other has made of the classes must not be there.
    rated = await startApp({ modules: [RatingsModule] });
    plain = await startApp({ modules: [BerthsModule] });
    ada = await rated.signUp();
  });
  afterAll(() => Promise.all([plain?.close(), rated?.close()]));

  const build = (changes: object = {}) => ada.post('/v1/berths', { ...berthBody(), ...changes });

  it('are written, checked by their rules, and shown if the view names them', async () => {
    const made = await build({ ratingTier: 'gold' });
    expect(made).toMatchObject({ status: 201, json: { ratingTier: 'gold', status: 'empty' } });
    const { id } = made.json;
    expect((await ada.get(`/v1/berths/${id}`)).json).toMatchObject({ ratingTier: 'gold' });
    const patched = await ada.patch(`/v1/berths/${id}`, { ratingTier: 'silver', ratingReason: 'Mud.' });
    expect(patched).toMatchObject({ status: 200, json: { ratingTier: 'silver' } });
    expect(patched.json).not.toHaveProperty('ratingReason');
    expect(await build({ ratingTier: 'far too long for a tier' })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: '/ratingTier' }] },
    });
  });

  it('are filtered by, left out by fields=, and recorded', async () => {
    const made = await build({ ratingTier: 'bronze' });
    const found = await ada.get('/v1/berths?filter[ratingTier]=bronze&fields=id,ratingTier');
    expect(found.json.data).toEqual([{ id: made.json.id, ratingTier: 'bronze' }]);
    const entries = await ada.get(`/v1/audit-entries?filter[subjectId]=${made.json.id}`);
    expect(JSON.stringify(entries.json.data)).toContain('bronze');
  });

  it('are in the document, and not in that of an application without the module', async () => {
    const schemaOf = async (app: TestApp, name: string) =>
      (await app.http('GET', '/openapi.json')).json.components.schemas[name].properties as object;
    for (const name of ['Berth', 'NewBerth', 'BerthChanges']) {
      expect(await schemaOf(rated, name)).toHaveProperty('ratingTier');
      expect(await schemaOf(plain, name)).not.toHaveProperty('ratingTier');
    }
  });

  it('are nothing to another application of the process, and to the class', async () => {
    const bob = await plain.signUp();
    expect(await bob.post('/v1/berths', { ...berthBody(), ratingTier: 'gold' })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: '/ratingTier' }] },
    });
    expect((await bob.get('/v1/berths?filter[ratingTier]=gold')).status).toBe(400);
    const made = await bob.post('/v1/berths', berthBody());
    expect(made.status).toBe(201);
    expect(made.json).not.toHaveProperty('ratingTier');
    expect(fieldsOf(Berth).map(({ name }) => name)).not.toContain('ratingTier');
    const columns = plain.get(FeatureRegistry).entities.find(({ entity }) => entity === Berth)?.fields;
    expect(columns?.map(({ name }) => name)).toEqual(fieldsOf(Berth).map(({ name }) => name));
  });
});
