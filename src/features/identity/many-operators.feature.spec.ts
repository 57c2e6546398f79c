import { Stores, withContext } from '@keelson/kernel';
import { Database } from '@keelson/platform';
import { describe, expect, it } from 'vitest';
import { startApp } from '../../../test/support/app.js';
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
          for (let n = 1; n < mostOperators; n += 1) {
            const user = { email: `operator${n}@example.com`, name: 'Operator', passwordHash: 'none' };
            const { id: userId } = await stores.of(User).insert(user);
            await stores.of(Operator).insert({ userId });
          }
        }),
      );
      expect((await first.get(route)).json.data).toHaveLength(mostOperators);
      expect(await app.get(Operators).ensureFirst(late.userId)).toBe(false);
      const owner = { email: 'owner@example.com', name: 'Owner', organization: 'Own', operator: true };
      expect(await app.get(FirstOwner).ensure(owner)).toBeNull();
      expect((await put()).json).toMatchObject({ status: 409, code: 'operators.too_many' });
      const [, one] = (await first.get(route)).json.data as { userId: string }[];
      expect((await first.delete(`${route}/${one?.userId}`)).status).toBe(204);
      expect((await put()).status).toBe(200);
      expect((await first.get(route)).json.data).toHaveLength(mostOperators);
    } finally {
      await app.close();
    }
  });
});
