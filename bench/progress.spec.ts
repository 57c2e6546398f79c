import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Progress } from './progress.js';

describe('The progress of a run', () => {
  const run = { run: randomUUID() };

  it('outlives an interruption, and is gone when the run is over', () => {
    new Progress(run, false).add('get', [{ cpu: 1 }, { cpu: 2 }]);
    const again = new Progress(run, false);
    expect(again.roundsOf('get')).toEqual([[{ cpu: 1 }, { cpu: 2 }]]);
    expect(again.roundsOf('list')).toEqual([]);
    again.add('get', [{ cpu: 3 }, { cpu: 4 }]);
    expect(new Progress(run, false).roundsOf('get')).toHaveLength(2);
    again.finish();
    expect(new Progress(run, false).roundsOf('get')).toEqual([]);
  });

  it('belongs to the options of the run, and is forgotten when that is asked for', () => {
    const first = new Progress(run, false);
    first.add('get', [{ cpu: 1 }]);
    expect(new Progress({ ...run, rounds: 9 }, false).roundsOf('get')).toEqual([]);
    expect(new Progress(run, true).roundsOf('get')).toEqual([]);
    first.finish();
  });
});
