import { afterEach, expect, it, vi } from 'vitest';
import { newId } from './new-id.js';

afterEach(() => vi.useRealTimers());

const msOf = (id: string) => parseInt(id.replaceAll('-', '').slice(0, 12), 16);

it('makes ids in order, also within one millisecond and when the clock jitters', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const ids = Array.from({ length: 2_000 }, newId);
  vi.setSystemTime(Date.now() - 500);
  ids.push(newId(), newId());
  expect(ids).toEqual([...new Set(ids)].sort());
});

it('follows a clock that was an hour ahead and was set right', () => {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now: now + 3_600_000 });
  expect(msOf(newId())).toBe(now + 3_600_000);
  vi.setSystemTime(now);
  expect(msOf(newId())).toBe(now);
});
