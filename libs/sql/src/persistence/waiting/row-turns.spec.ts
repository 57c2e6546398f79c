import { Deadline } from '@keelson/kernel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RowBusyError, RowTurn } from './row-turn.js';
import { RowTurns } from './row-turns.js';
import { lookEveryMs, Watch } from './watch.js';

let turns: RowTurns;

beforeEach(() => {
  vi.useFakeTimers();
  turns = new RowTurns(2, new Watch());
  turns.isAlone = true;
});
afterEach(() => {
  vi.useRealTimers();
});

const looks = (count: number) => vi.advanceTimersByTimeAsync(count * lookEveryMs);

/** A transaction that has a place for these rows, and asks for their locks. */
function inside(...ids: readonly string[]): RowTurn {
  const turn = new RowTurn(turns);
  turn.enter(ids);
  return turn;
}

/** A transaction that waits in memory, and what becomes of it. */
function waiting(ids: readonly string[], deadline?: Deadline) {
  const turn = new RowTurn(turns);
  const fate = { turn, state: 'waiting', code: '' };
  turn.wait(ids, deadline).then(
    () => (fate.state = 'inside'),
    (error: { code: string }) => Object.assign(fate, { state: 'refused', code: error.code }),
  );
  return fate;
}

describe('The places for one row', () => {
  it('are bounded, and those of one transaction count once', () => {
    const first = inside('a');
    first.enter(['a', 'b']);
    inside('a');
    expect(() => inside('a')).toThrow(RowBusyError);
    inside('b');
    first.leave(true);
    inside('a');
  });

  it('go to those who wait in order of arrival, also when somebody else comes in between', async () => {
    const first = inside('a');
    inside('a');
    const [one, two] = [waiting(['a']), waiting(['a'])];
    await looks(1);
    expect([one.state, two.state, turns.waiting]).toEqual(['waiting', 'waiting', 2]);
    first.leave(true);
    expect(() => inside('a')).toThrow(RowBusyError);
    await looks(0);
    expect([one.state, two.state]).toEqual(['inside', 'waiting']);
    one.turn.leave(true);
    await looks(0);
    expect([two.state, turns.waiting]).toEqual(['inside', 0]);
  });

  it('let a queue of any length through as long as it moves', async () => {
    const current = [inside('a'), inside('a')];
    const queue = Array.from({ length: 100 }, () => waiting(['a']));
    for (const one of queue) {
      await looks(5);
      current.shift()?.leave(true);
      current.push(one.turn);
    }
    await looks(0);
    expect(queue.map(({ state }) => state)).toEqual(queue.map(() => 'inside'));
  });
});

describe('A row that stays locked', () => {
  it('lets nobody wait in memory, until somebody got through', async () => {
    const [first] = [inside('a'), inside('a')];
    const [one, two] = [waiting(['a']), waiting(['a'])];
    await looks(7);
    expect(one.state).toBe('waiting');
    await looks(1);
    expect([one, two]).toMatchObject([
      { state: 'refused', code: 'too_many_waiting' },
      { state: 'refused', code: 'too_many_waiting' },
    ]);
    const late = waiting(['a']);
    await looks(0);
    expect(late.state).toBe('refused');

    first?.leave(false);
    const probe = waiting(['a']);
    await looks(0);
    expect([probe.state, waiting(['a']).state]).toEqual(['inside', 'waiting']);
    await looks(0);
    probe.turn.leave(true);
    inside('a');
    const patient = waiting(['a']);
    await looks(3);
    expect(patient.state).toBe('waiting');
  });

  it('is one that somebody else has locked: a slow transaction of this process is waited for', async () => {
    const holder = inside('a');
    inside('a');
    holder.lock(['a']);
    const patient = waiting(['a']);
    await looks(20);
    expect(patient.state).toBe('waiting');
    holder.unlock();
    await looks(60);
    expect(patient.state).toBe('refused');
  });

  it('is not one whose lock nobody asks for yet, such as while there is no connection', async () => {
    const [first, second] = [inside('a'), inside('a')];
    const [one, two] = [waiting(['a']), waiting(['a'])];
    const patient = waiting(['a']);
    first.leave(true);
    second.leave(true);
    await looks(60);
    expect([one.state, two.state, patient.state]).toEqual(['inside', 'inside', 'waiting']);
    one.turn.enter(['a']);
    await looks(7);
    expect(patient.state).toBe('waiting');
    await looks(1);
    expect(patient.state).toBe('refused');
  });

  it('is none where others got the lock that a statement asked for in vain', () => {
    const [unlucky, lucky] = [inside('a'), inside('a')];
    lucky.lock(['a']);
    lucky.leave(true);
    unlucky.unlock();
    expect(unlucky.wasPassedOver).toBe(true);
    unlucky.start();
    unlucky.enter(['a']);
    unlucky.unlock();
    expect(unlucky.wasPassedOver).toBe(false);
  });

  it('is waited for longer while other processes may have their turns', async () => {
    turns.isAlone = false;
    inside('a');
    inside('a');
    const patient = waiting(['a']);
    await looks(49);
    expect(patient.state).toBe('waiting');
    await looks(1);
    expect(patient.state).toBe('refused');
  });

  it('is waited for longer where transactions take long', async () => {
    for (let n = 0; n < 50; n += 1) {
      const slow = inside('b');
      slow.lock(['b']);
      await looks(2);
      slow.leave(true);
    }
    inside('a');
    inside('a');
    const patient = waiting(['a']);
    await looks(15);
    expect(patient.state).toBe('waiting');
    await looks(6);
    expect(patient.state).toBe('refused');
  });

  it('does not hold up other rows', async () => {
    inside('a');
    inside('a');
    const first = inside('b');
    inside('b');
    const [stuck, moving] = [waiting(['a']), waiting(['b'])];
    first.leave(true);
    await looks(8);
    expect([stuck.state, moving.state]).toEqual(['refused', 'inside']);
  });

  it('ends nobody later than its deadline', async () => {
    const first = inside('a');
    inside('a');
    const one = waiting(['a'], new Deadline(250));
    await looks(2);
    expect(one.state).toBe('waiting');
    await looks(1);
    expect(one).toMatchObject({ state: 'refused', code: 'deadline_exceeded' });
    first.leave(true);
    inside('a');
  });
});

describe('Transactions that want several rows', () => {
  it('take all places or give all back, so that none waits for another', async () => {
    const [first, second] = [inside('a'), inside('b')];
    inside('a');
    inside('b');
    const both = [waiting(['a', 'b']), waiting(['b', 'a'])];
    first.leave(true);
    second.leave(true);
    await looks(0);
    expect(both.map(({ state }) => state)).toEqual(['inside', 'waiting']);
    both[0]?.turn.leave(true);
    await looks(0);
    expect(both.map(({ state }) => state)).toEqual(['inside', 'inside']);
  });
});
