import { Deadline } from '@keelson/kernel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { processRegistry } from '@keelson/runtime/ports';
import { ConnectionTurns, type Rank, type Share } from './connection-turns.js';
import { lookEveryMs, Watch } from './watch.js';

let turns: ConnectionTurns;

beforeEach(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(60_000);
  turns = new ConnectionTurns(10, 5_000, new Watch());
});
afterEach(() => {
  vi.useRealTimers();
});

const looks = (count: number) => vi.advanceTimersByTimeAsync(count * lookEveryMs);

/** As many connections as an organization gets at once. */
function take(organizationId: string | null, most = 100, rank: Rank = 'none'): Share[] {
  const taken: Share[] = [];
  for (let n = 0; n < most; n += 1) {
    const share = turns.tryEnter(organizationId, rank);
    if (!share) break;
    taken.push(share);
  }
  return taken;
}

function waiting(
  organizationId: string | null,
  { rank = 'none' as Rank, deadline = undefined as Deadline | undefined } = {},
) {
  const fate = { state: 'waiting', code: '', share: null as Share | null };
  turns.wait({ organizationId, rank, deadline }).then(
    (share) => Object.assign(fate, { state: 'inside', share }),
    (error: { code: string }) => Object.assign(fate, { state: 'refused', code: error.code }),
  );
  return fate;
}

describe('The connections of a pool', () => {
  it('are all but one for an organization that is alone', () => {
    expect(take('a')).toHaveLength(9);
  });

  it('are half for each of two that are active, and again all when the other one rests', async () => {
    const [one] = take('b', 1);
    turns.leave(one as Share);
    expect(take('a')).toHaveLength(5);
    expect(take('b')).toHaveLength(4);
    await looks(120);
    expect(take('b')).toEqual([]);
  });

  it('are not bounded by organization for the work of the installation, which is none', () => {
    expect(take(null, 6)).toHaveLength(6);
    expect(take('a')).toHaveLength(3);
  });

  it('include one for who has a connection already and needs another, before all others', async () => {
    const held = take('a');
    const usual = waiting('a');
    expect(take('a', 5, 'connection')).toHaveLength(1);
    const urgent = waiting('a', { rank: 'connection' });
    turns.leave(held[0] as Share);
    await looks(0);
    expect([usual.state, urgent.state]).toEqual(['waiting', 'inside']);
  });

  it('go to who has places for rows before newcomers, and after who has a connection', async () => {
    const held = take('a');
    const spare = take('a', 5, 'connection');
    const newcomer = waiting('a');
    const inTurn = [waiting('a', { rank: 'rows' }), waiting('a', { rank: 'rows' })];
    const nested = waiting('a', { rank: 'connection' });
    const fates = () => [newcomer, ...inTurn, nested].map(({ state }) => state);
    turns.leave(held[0] as Share);
    await looks(0);
    expect(fates()).toEqual(['waiting', 'waiting', 'waiting', 'inside']);
    turns.leave(held[1] as Share);
    turns.leave(spare[0] as Share);
    await looks(0);
    expect(fates()).toEqual(['waiting', 'inside', 'waiting', 'inside']);
    // Who comes now must not overtake it either, nor an organization take more than its half for its rows.
    expect(take('a')).toEqual([]);
    take('b', 1);
    turns.leave(held[2] as Share);
    turns.leave(held[3] as Share);
    await looks(0);
    expect(fates()).toEqual(['waiting', 'inside', 'waiting', 'inside']);
  });

  it('go to who waits in order of arrival, past those whose half is used up', async () => {
    take('b', 1);
    const held = take('a');
    const others = take('c');
    expect([held.length, others.length]).toEqual([5, 3]);
    const fates = [waiting('a'), waiting('b'), waiting('b')];
    turns.leave(others[0] as Share);
    await looks(0);
    expect(fates.map(({ state }) => state)).toEqual(['waiting', 'inside', 'waiting']);
    turns.leave(held[0] as Share);
    await looks(0);
    expect(fates.map(({ state }) => state)).toEqual(['inside', 'inside', 'waiting']);
  });
});

describe('Who waits for a connection', () => {
  it('is refused at its deadline, or after the patience of work that has none', async () => {
    take('a');
    const [short, patient] = [waiting('a', { deadline: new Deadline(1_000) }), waiting('a')];
    await looks(9);
    expect([short.state, patient.state, turns.waiting]).toEqual(['waiting', 'waiting', 2]);
    await looks(1);
    expect(short).toMatchObject({ state: 'refused', code: 'deadline_exceeded' });
    await looks(40);
    expect(patient).toMatchObject({ state: 'refused', code: 'unavailable' });
    expect(turns.waiting).toBe(0);
  });

  it('is one of a bounded number, of which one organization makes up half at most', async () => {
    take('a');
    const ofOne = Array.from({ length: 501 }, () => waiting('a'));
    const ofAnother = Array.from({ length: 501 }, () => waiting('b'));
    await looks(0);
    expect(ofOne.filter(({ state }) => state === 'refused')).toHaveLength(1);
    expect(ofAnother.filter(({ code }) => code === 'too_many_waiting')).toHaveLength(1);
    const third = waiting('c');
    await looks(0);
    expect(third.code).toBe('too_many_waiting');
  });
});

describe('Waits for a connection', () => {
  /** What a scrape shows. */
  async function scraped(name: string): Promise<number> {
    const metric = await processRegistry.getSingleMetric(name)?.get();
    return metric?.values[0]?.value ?? NaN;
  }

  it('are counted and added up once they end with a connection, and no others are', async () => {
    const before = {
      waits: await scraped('keelson_connection_waits_total'),
      seconds: await scraped('keelson_connection_wait_seconds_total'),
    };
    const [first] = take('a');
    const patient = waiting('a');
    const hasty = waiting('a', { deadline: new Deadline(150) });
    await looks(2);
    turns.leave(first as Share);
    await looks(0);
    expect([patient.state, hasty.state]).toEqual(['inside', 'refused']);
    expect(await scraped('keelson_connection_waits_total')).toBe(before.waits + 1);
    expect(await scraped('keelson_connection_wait_seconds_total')).toBeCloseTo(before.seconds + 0.2);
  });
});
