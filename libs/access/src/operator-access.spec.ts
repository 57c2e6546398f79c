import { Allow, AllowOperator, Caller, SignedIn } from '@keelson/kernel';
import { Controller, Get } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import {
  bearer,
  id,
  now,
  start,
  TestAuthority,
  ThingsController,
  token,
} from '../../../test/support/access-application.js';

const operator = (claims: Record<string, unknown> = {}) =>
  token({ aud: 'keelson:installation', org: undefined, ...claims });

@Controller('swapped')
class SwappedController {
  @Get()
  @Allow('plant:stop')
  read() {
    return {};
  }
}

@Controller('lent')
class LentController {
  @Get()
  @AllowOperator('things:read')
  read() {
    return {};
  }
}

@Controller('opened')
@AllowOperator('plant:stop')
class OpenedController {
  @Get()
  @SignedIn('left over from another controller')
  read() {
    return {};
  }
}

describe('Operators and people of organizations', () => {
  it('have routes of their own', async () => {
    const { get } = await start([ThingsController]);
    expect(await get('/things/stop', bearer(operator()))).toMatchObject({
      status: 200,
      json: { by: id(1), organization: null },
    });
    for (const path of ['/things', '/things/own'])
      expect(await get(path, bearer(operator()))).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect(await get('/things/stop', bearer(token()))).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    });
    expect((await get('/things/leave', bearer(operator()))).status).toBe(200);
    expect((await get('/things/leave', bearer(token()))).status).toBe(200);
  });

  it('are told apart by their kind, not by the name of a permission', async () => {
    const authority = new TestAuthority();
    authority.permissions = new Set(['things:read', 'plant:stop']);
    authority.operator = ({ sub }) => Caller.operator(sub, new Set(['plant:stop', 'things:read']));
    const { get } = await start([ThingsController], authority);
    expect((await get('/things/stop', bearer(token()))).status).toBe(403);
    expect((await get('/things', bearer(operator()))).status).toBe(403);
  });

  it('need the permission', async () => {
    const { get } = await start([ThingsController]);
    const answer = await get('/things/start', bearer(operator()));
    expect(answer.status).toBe(403);
    expect(answer.json['detail']).toContain('"plant:start"');
  });

  it.each<[string, () => string]>([
    ['both audiences', () => operator({ aud: ['keelson', 'keelson:installation'] })],
    ['an organization', () => operator({ org: id(3) })],
    ['no session', () => operator({ sid: undefined })],
    ['an end that has passed', () => operator({ exp: now() - 30 })],
  ])("refuses an operator's token with %s", async (_what, make) => {
    const { get } = await start([ThingsController]);
    for (const path of ['/things/stop', '/things'])
      expect((await get(path, bearer(make()))).status).toBe(401);
  });

  it('are never mixed up by an authority: it has no operators unless it says so, and none of an organization', async () => {
    const authority = new TestAuthority();
    const { get } = await start([ThingsController], authority);
    authority.operator = () => null;
    expect((await get('/things/stop', bearer(operator({ jti: id(5) })))).status).toBe(401);
    authority.operator = ({ sub }) =>
      new Caller({ userId: sub, organizationId: id(3), role: 'owner', permissions: new Set(['plant:stop']) });
    expect((await get('/things/stop', bearer(operator({ jti: id(6) })))).status).toBe(401);
  });

  it('stop the boot where a route takes a permission of the other kind, or opens a class of operators', async () => {
    await expect(start([SwappedController])).rejects.toThrow("use @AllowOperator('plant:stop')");
    await expect(start([LentController])).rejects.toThrow('declare it with operator: true');
    await expect(start([OpenedController])).rejects.toThrow(
      'allows callers other than operators, but its controller is for operators only',
    );
  });
});
