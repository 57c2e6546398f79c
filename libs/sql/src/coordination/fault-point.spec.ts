import { afterEach, expect, it, vi } from 'vitest';
import { armFaultPoint, faultPoint, faultPoints } from './fault-point.js';

const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
afterEach(() => kill.mockClear());

it('an armed point kills the process at the passage that was named, and no other point does', () => {
  const before = faultPoint('rope.before-cut', 'worker');
  const after = faultPoint('rope.after-cut', 'worker');
  before();
  armFaultPoint('rope.before-cut:2');
  before();
  after();
  after();
  expect(kill).not.toHaveBeenCalled();
  before();
  expect(kill.mock.calls).toEqual([[process.pid, 'SIGKILL']]);
});

it('what is declared is listed with the processes that pass it', () => {
  faultPoint('mast.before-step', 'api');
  expect(faultPoints()).toContainEqual(
    expect.objectContaining({ point: 'mast.before-step', passedBy: 'api' }),
  );
});

it('refuses a malformed or taken name, and arms only what is declared', () => {
  expect(() => faultPoint('Rope', 'both')).toThrow(/must look like relay\.before-commit/);
  faultPoint('keel', 'both');
  expect(() => faultPoint('keel', 'both')).toThrow('The fault point "keel" is declared twice');
  expect(() => armFaultPoint('keel')).toThrow('must look like relay.before-commit:3');
  expect(() => armFaultPoint('kele:1')).toThrow(/names no fault point\. Use one of .*keel/);
});
