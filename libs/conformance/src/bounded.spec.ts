import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bounded } from './bounded.js';
import type { Subject } from './subject.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const never = () => new Promise<never>(() => undefined);

/** A subject of which only this is asked for. */
function subject(parts: Partial<Subject>): Subject {
  return { engine: 'mysql', sql: () => Promise.resolve([]), ...parts } as Subject;
}

/** What a piece of work says after two minutes. */
async function afterTwoMinutes(work: Promise<unknown>): Promise<unknown> {
  const outcome = work.catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(120_000);
  return Promise.race([outcome, Promise.resolve('still running')]);
}

describe('A judged application that hangs', () => {
  it('is given up on, with the request that got no answer', async () => {
    const { send } = await bounded(subject({ send: never }));
    expect(await afterTwoMinutes(send({ method: 'GET', url: '/v1/products' }))).toBe(
      'GET /v1/products received no response, and sent no statement for 120 s.',
    );
  });

  it('is waited for as long as it sends statements, for a quarter of an hour', async () => {
    let goOn = () => {};
    const { send } = await bounded(
      subject({
        send: (_, progress) => {
          goOn = () => progress?.();
          return never();
        },
      }),
    );
    const outcome = send({ method: 'GET', url: '/v1/products' }).catch((error: Error) => error.message);
    for (let seconds = 0; seconds < 840; seconds += 60) {
      await vi.advanceTimersByTimeAsync(60_000);
      goOn();
      expect(await Promise.race([outcome, Promise.resolve('still running')])).toBe('still running');
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await outcome).toBe('GET /v1/products received no response within 900 s.');
  });

  it('is given up on when a job does not end', async () => {
    const { overhear } = await bounded(subject({ overhear: never }));
    expect(await afterTwoMinutes(overhear(never))).toBe(
      'The job did not finish, and sent no statement for 120 s.',
    );
  });

  it.each([
    ['mysql', 'SET SESSION max_statement_time = 120', { errno: 1969 }],
    ['postgres', "SET statement_timeout = '120s'", { code: '57014' }],
  ] as const)('has its statements canceled by the database: %s', async (engine, setting, error) => {
    const sent: string[] = [];
    const sql = (text: string) => {
      sent.push(text);
      return text.startsWith('SET') ? Promise.resolve([]) : Promise.reject(error);
    };
    const judged = await bounded(subject({ engine, sql }));
    await expect(judged.sql('SELECT 1 FROM products')).rejects.toThrow(
      'A statement timed out after 120 s: SELECT 1 FROM products',
    );
    expect(sent[0]).toBe(setting);
  });

  it('is given up on when it cannot make a user', async () => {
    const { openOrganization } = await bounded(subject({ openOrganization: never }));
    expect(await afterTwoMinutes(openOrganization())).toBe(
      "The subject's openOrganization() did not finish within 120 s.",
    );
  });

  it('is left alone while it answers', async () => {
    const answer = { status: 200 } as Awaited<ReturnType<Subject['send']>>;
    const { send } = await bounded(subject({ send: () => Promise.resolve(answer) }));
    expect(await send({ method: 'GET', url: '/' })).toBe(answer);
    expect(vi.getTimerCount()).toBe(0);
  });
});
