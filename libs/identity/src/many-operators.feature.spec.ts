import { Stores, withContext } from '@keelson/kernel';
import { Database } from '@keelson/sql';
import { describe, expect, it } from 'vitest';
import { startApp } from '../../../test/support/app.js';
import { whileOpen } from '../../../test/support/while-open.js';
import { FirstOwner, Operators } from './index.js';
import { Operator } from './operator.entity.js';
import { mostOperators } from './operators.js';
import { User } from './user.entity.js';

const route = '/v1/installation/operators';

describe('Operators of the installation', () => {
  it('are two hundred at most, and all of them are told; a start then makes no first one', async () => {
    const app = await startApp();
    try {
      const first = await app.operator();
      const late = await app.signUp();
      const stores = app.get(Stores);
      const put = () => app.http('PUT', `${route}/${late.userId}`, { token: first.token });
      await withContext({ operation: 'test:fill' }, () =>
        app.get(Database).transaction(async () => {
          const users = await stores.of(User).insertMany(
            Array.from({ length: mostOperators - 1 }, (_, n) => ({
              email: `operator${n}@example.com`,
              emailKey: `operator${n}@example.com`,
              name: 'Operator',
              passwordHash: 'none',
            })),
          );
          await stores.of(Operator).insertMany(users.map(({ id: userId }) => ({ userId })));
        }),
      );
      expect((await first.get(route)).json.data).toHaveLength(mostOperators);
      expect(await app.get(Operators).ensureFirst(late.userId)).toBe(false);
      const owner = { email: 'owner@example.com', name: 'Owner', organization: 'Own', operator: true };
      expect(await app.get(FirstOwner).ensure(owner)).toBeNull();
      expect((await put()).json).toMatchObject({ status: 409, code: 'operators.too_many' });
      const [, one] = (await first.get(route)).json.data as { userId: string }[];
      expect((await first.delete(`${route}/${one?.userId}`)).status).toBe(204);
      // Two for one place, at once.
      const other = await app.signUp();
      const grant = () =>
        withContext({ operation: 'test:grant' }, () => app.get(Operators).grant(other.userId));
      expect((await whileOpen(app.get(Database), grant, put, 'operators')).json).toMatchObject({
        code: 'operators.too_many',
      });
      expect((await first.get(route)).json.data).toHaveLength(mostOperators);
    } finally {
      await app.close();
    }
    // With the start of an application.
  }, 60_000);
});
