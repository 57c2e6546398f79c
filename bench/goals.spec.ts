import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Comparison } from './comparison.js';
import { boundText, goals, goalsOf, meets } from './goals.js';
import { asksForHelp, readOptions } from './options.js';
import { printComparison, ratioOf } from './table.js';
import { workNames } from './work-names.js';

const comparison: Comparison = {
  work: 'get',
  title: 'two rounds',
  engine: 'mysql',
  figure: 'cpu',
  sides: [
    { role: 'keelson', label: 'keelson' },
    { role: 'floor', label: 'floor' },
  ],
  rounds: [
    [{ cpu: 0.2 }, { cpu: 0.1 }],
    [{ cpu: 0.3 }, { cpu: 0.3 }],
    [{ cpu: 0.9 }, { cpu: 0.6 }],
  ],
};

describe('The goals of the bench', () => {
  it('are about works that there are', () => {
    expect(goals.map(({ work }) => work).filter((work) => !workNames.includes(work))).toEqual([]);
  });

  it('differ between the engines where they must', () => {
    const jobs = (['mysql', 'postgres'] as const).map((engine) => goalsOf('job', engine));
    expect(jobs.map((all) => all.map(boundText))).toEqual([['≥ 1.50'], ['≥ 1.00']]);
  });

  it('are met at their bound, and missed beyond it', () => {
    const [get] = goalsOf('get', 'mysql');
    const [job] = goalsOf('job', 'mysql');
    if (!get || !job) throw new Error('there is no such goal');
    expect([meets(1.15, get), meets(1.16, get), meets(1.5, job), meets(1.49, job)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

describe('The ratio of two sides', () => {
  it('is taken inside each round', () => {
    expect(ratioOf(comparison, 1, 'cpu')).toEqual({ median: 1.5, lowest: 1, highest: 2 });
  });
});

describe('A work whose sides stand alone', () => {
  const sides = ['token', 'key'].map((label) => ({ role: 'revoked', label }));
  const printed = (rounds: Comparison['rounds']) =>
    printComparison({ ...comparison, work: 'revocation', figure: 'longest', alone: true, sides, rounds });
  beforeEach(() => void vi.spyOn(console, 'log').mockReturnValue());
  afterEach(() => void vi.restoreAllMocks());

  it('meets its goal when the worst round of each side does', () => {
    expect(printed([[{ longest: 1_000 }, { longest: 300 }]])).toBe(true);
    expect(console.log).toHaveBeenCalledWith(expect.stringMatching(/1000 +\(token\) +goal ≤ 1000: met$/));
  });

  it('misses it by one round of one side', () => {
    const rounds = [
      [{ longest: 5 }, { longest: 5 }],
      [{ longest: 5 }, { longest: 1_001 }],
    ];
    expect(printed([...rounds, [{ longest: 5 }, { longest: 5 }]])).toBe(false);
    expect(console.log).toHaveBeenCalledWith(expect.stringMatching(/1001 +\(key\) +goal ≤ 1000: MISSED$/));
  });

  it('misses it when nothing was measured', () => {
    expect(printed([[{}, {}]])).toBe(false);
  });
});

describe('The options of the bench', () => {
  it('name every work and both engines unless they are chosen', () => {
    expect(readOptions([])).toMatchObject({ engines: ['mysql', 'postgres'], works: workNames, stretch: 1 });
    expect(readOptions(['--work', 'list,get', '--engine', 'postgres', '--against', '8634a0c'])).toMatchObject(
      {
        engines: ['postgres'],
        works: ['get', 'list'],
        stretch: 2,
      },
    );
  });

  it.each([[['--work', 'gte']], [['--engine', 'oracle']], [['--rounds', '0']], [['--ronds', '5']]])(
    'refuse %j with the usage',
    (args) => {
      expect(() => readOptions(args)).toThrow('npm run bench');
    },
  );

  it('are told to whoever asks for help', () => {
    expect([['--help'], ['--work', 'get', '-h'], ['--work', 'get']].map(asksForHelp)).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('baselines.json', () => {
  it('holds the figures of a commit with their condition', () => {
    const text = readFileSync(new URL('./baselines.json', import.meta.url), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      reported: { condition: expect.any(String) },
      measured: { condition: expect.any(String), figures: expect.any(Array) },
    });
  });
});
