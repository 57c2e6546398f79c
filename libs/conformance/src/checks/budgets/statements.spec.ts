import { expect, it } from 'vitest';
import type { Proceedings } from '../../check.js';
import type { Finding } from '../../finding.js';
import type { Judged } from '../../judged.js';
import { StatementCounts } from './statements.js';

/** What is found in a list whose rows refer to others. @param taken the statements of each request in turn, by its page */
async function foundIn(taken: Readonly<Record<number, readonly number[]>>): Promise<string[]> {
  const found: string[] = [];
  const proceedings = { held: () => undefined, found: ({ rule }: Finding) => void found.push(rule) };
  const sent = new Map<number, number>();
  const send = ({ url }: { readonly url: string }) => {
    const limit = Number(/limit=(\d+)/.exec(url)?.[1]);
    const counts = taken[limit] ?? [];
    const turn = sent.get(limit) ?? 0;
    sent.set(limit, turn + 1);
    const statement = { text: 'SELECT id FROM tides', values: [], composed: true };
    return Promise.resolve({
      status: 200,
      headers: {},
      text: '',
      statements: Array(counts[turn % counts.length]).fill(statement),
    });
  };
  const resource = { path: 'tides', list: {}, includes: new Map([['port', {}]]) };
  const operation = {
    title: 'GET /v1/tides',
    method: 'GET',
    path: '/v1/tides',
    rule: { kind: 'permission' },
    resource,
  };
  const world = { owner: {}, addressOf: () => Promise.resolve({ url: '/v1/tides' }) };
  const judged = { operations: [operation], world, registry: {}, subject: { send } };
  await new StatementCounts(judged as unknown as Judged, proceedings as unknown as Proceedings).judge();
  return [...new Set(found)];
}

it('finds a statement for each row of a page', async () => {
  expect(await foundIn({ 1: [2], 20: [21], 200: [201] })).toEqual(['budgets/statements-per-row']);
  expect(await foundIn({ 1: [2], 20: [4], 200: [4] })).toEqual(['budgets/statements-per-row']);
});

it('lets a page whose rows refer to others take a batch more for each include', async () => {
  expect(await foundIn({ 1: [2], 20: [2], 200: [3] })).toEqual([]);
  expect(await foundIn({ 1: [2], 20: [3], 200: [3] })).toEqual([]);
});

it('does not count what fills a cache, whichever request does', async () => {
  expect(await foundIn({ 1: [2], 20: [7, 2, 2], 200: [2, 7, 2] })).toEqual([]);
});
