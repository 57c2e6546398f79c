import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintsOf, complaintsOfRefused } from '../support/routes/attempts.js';
import { hostileAddresses, hostileFields } from '../support/routes/hostile-attempts.js';
import { RouteWalk } from '../support/routes/route-walk.js';

// every-route.on-postgres.spec.ts sends a third of these.
describe('every mounted route', () => {
  let walk: RouteWalk;
  beforeAll(async () => {
    walk = await RouteWalk.open();
  });
  afterAll(() => walk.app.close());

  it('never answers 5xx, whatever stands in a field', async ({ annotate }) => {
    const { fields, tokens } = hostileFields(walk);
    await annotate(`hostile fields: ${fields.length + tokens.length} requests`, 'figure');
    expect(await complaintsOf(walk.app, [...fields, ...tokens])).toEqual([]);
  });

  it('never answers 5xx, whatever stands in the address', async ({ annotate }) => {
    const attempts = hostileAddresses(walk);
    await annotate(`hostile addresses: ${attempts.length} requests`, 'figure');
    expect(await complaintsOfRefused(walk.app, attempts)).toEqual([]);
  });
});
