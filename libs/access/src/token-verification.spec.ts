import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  bearer,
  id,
  otherKeys,
  start,
  TestAuthority,
  ThingsController,
  token,
} from '../../../test/support/access-application.js';
import type { AccessClaims } from './access-claims.js';

/** Answers after a while, the last one asked first, so that verifications overlap in every order. */
class SlowAuthority extends TestAuthority {
  override async callerOf(claims: AccessClaims) {
    await pause(40 - (this.asked += 1));
    return super.callerOf(claims);
  }
}

describe('Tokens that are verified at the same time', () => {
  it('each give their own bearer', async () => {
    const { get } = await start([ThingsController], new SlowAuthority());
    const users = Array.from({ length: 20 }, (_, n) => id(100 + n));
    const answers = await Promise.all(
      users.map((user) => get('/things', bearer(token({ sub: user, sid: user })))),
    );
    expect(answers.map(({ json }) => json['by'])).toEqual(users);
  });

  it('give no one who is refused somebody else’s rights, and no one somebody else’s refusal', async () => {
    const { get } = await start([ThingsController], new SlowAuthority());
    const worthless = [
      token({}, {}, otherKeys.privateKey),
      token({ iss: 'somebody else' }),
      token({ exp: 1 }),
      token({}, { keyid: 'unknown' }),
      'nonsense',
    ];
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const user = id(100 + n);
        const [good, bad] = await Promise.all([
          get('/things', bearer(token({ sub: user, sid: user }))),
          get('/things', bearer(worthless[n % worthless.length] ?? '')),
        ]);
        return [good.status, good.json['by'] === user, bad.status];
      }),
    );
    expect(answers).toEqual(answers.map(() => [200, true, 401]));
  });
});
