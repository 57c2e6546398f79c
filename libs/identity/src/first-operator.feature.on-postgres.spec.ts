import { describe, expect, it } from 'vitest';
import { startApp } from '../../../test/support/app.js';
import { signInAsOperator } from '@keelson/testing';
import { FirstOwner, Operators, type NewOwner } from './index.js';

const route = '/v1/installation/operators';
const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('The first operator', () => {
  it('is made only while there is none, of a user who exists, also by two processes at once', async () => {
    const app = await startApp();
    const other = await startApp({ databaseUrl: app.databaseUrl });
    try {
      const [ada, eve] = [await app.signUp(), await app.signUp()];
      const [here, there] = [app.get(Operators), other.get(Operators)];
      await expect(here.ensureFirst(nobody)).rejects.toMatchObject({ code: 'not_found' });
      const made = await Promise.all([here.ensureFirst(ada.userId), there.ensureFirst(ada.userId)]);
      expect(made.filter((first) => first)).toEqual([true]);
      expect(await here.ensureFirst(eve.userId)).toBe(false);
      expect((await here.list()).map(({ userId }) => userId)).toEqual([ada.userId]);
    } finally {
      await other.close();
      await app.close();
    }
  });

  it('is the first owner where that is asked for, as evaluation does', async () => {
    const app = await startApp();
    try {
      const owner = { email: 'owner@example.com', name: 'Owner', organization: 'Own', operator: true };
      const made = await app.get(FirstOwner).ensure(owner);
      const { userId, email } = made as NewOwner;
      const operator = await signInAsOperator(app.http, { email, password: made?.password ?? '', userId });
      expect((await operator.get(route)).json.data).toMatchObject([{ userId }]);
    } finally {
      await app.close();
    }
  });
});
