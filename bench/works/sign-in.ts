import { callerPassword } from '../data/principals.js';
import { onDatabase } from '../data/sql.js';
import { ask, send } from '../load/client.js';
import { assertCounts } from './records.js';
import type { PlannedRequest, Side, Work } from './work.js';

const users = 4;
/** Hashes take turns on one core: with 32 at once, none is answered within a second. */
const connections = 4;

export const signInWork: Work = {
  name: 'login',
  figure: 'perSecond',
  title: 'sign in with a password: argon2, a session, an access and a refresh token',
  programs: { keelson: 'keelson-sign-in', floor: 'floor' },
  database: 'own',
  // A hash takes as long on the first day as on the last.
  warmUp: 100,
  stretch: 3,
  async prepare(sides) {
    const names = Array.from({ length: users }, (_, index) => `user-${index}@example.com`);
    let bytes = 0;
    for (const side of sides) {
      if (side.role !== 'floor') await Promise.all(names.map((name) => signUp(side, name)));
      const answer = await send(side.url, grant(names[0] ?? '', callerPassword));
      const { token_type: type } = answer.body as { token_type?: string };
      if (type !== 'Bearer') throw new Error(`bench: ${side.label} returned ${JSON.stringify(answer.body)}`);
      const wrong = await ask(side.url, grant(names[0] ?? '', 'correct horse battery stable'));
      if (wrong.status !== 400)
        throw new Error(`bench: ${side.label} returned ${wrong.status} for a wrong password`);
      // FLOOR's tokens are none.
      bytes = side.role === 'floor' ? bytes : answer.bytes;
    }
    const requests = Array.from({ length: 2_000 }, (_, index) =>
      grant(names[index % users] ?? '', callerPassword),
    );
    return sides.map(({ role }) => ({
      requests,
      samples: [],
      connections,
      meanBytes: role === 'floor' ? 0 : bytes * 0.9,
    }));
  },
  async reset(side, { engine }) {
    if (side.role === 'floor') return;
    await onDatabase(engine, side.databaseUrl, (query) => query('DELETE FROM sessions'));
  },
  async proveWritten(side, { engine }, answered) {
    if (side.role === 'floor') return;
    const [row] = await onDatabase(engine, side.databaseUrl, (query) =>
      query('SELECT COUNT(*) AS n FROM sessions'),
    );
    assertCounts(side, { sessions: Number(row?.['n']) }, answered);
  },
};

async function signUp(side: Side, email: string): Promise<void> {
  const body = { email, password: callerPassword, name: 'Ada', organization: 'Ada Marine' };
  await send(side.url, { method: 'POST', path: '/v1/auth/sign-up', body });
}

function grant(username: string, password: string): PlannedRequest {
  return { method: 'POST', path: '/v1/auth/token', body: { grant_type: 'password', username, password } };
}
