import type { Resource } from '@keelson/kernel';
import { expect, it } from 'vitest';
import type { Operation } from '../../judged.js';
import { movesDenied } from './state-moves.js';

const sheets = {
  path: 'sheets',
  tenancy: 'organization',
  state: { name: 'status', states: ['draft', 'submitted', 'approved'] },
} as unknown as Resource;

const action = (permission: string, from: string, to: string) =>
  ({
    resource: sheets,
    rule: { kind: 'permission', permission },
    meta: { verb: 'action', from: [from], to: [to] },
  }) as unknown as Operation;

const verbs = [
  action('sheets:submit', 'draft', 'submitted'),
  action('sheets:approve', 'submitted', 'approved'),
  action('sheets:reopen', 'approved', 'draft'),
];

const byHand = (permission: string) =>
  ({ rule: { kind: 'permission', permission }, meta: { verb: 'free' } }) as unknown as Operation;

const deniedTo = (permission: string) =>
  movesDenied({ resources: [sheets] }, verbs, byHand(permission)).map(({ from, to }) => [from, ...to.keys()]);

it('leaves to actions what another verb’s permission does not say', () => {
  expect(deniedTo('sheets:submit')).toEqual([['submitted', 'approved']]);
  expect(deniedTo('sheets:approve')).toEqual([['draft', 'submitted']]);
});

it('says nothing of a permission that no verb asks for', () => {
  expect(deniedTo('sheets:approve-week')).toEqual([]);
  expect(deniedTo('payrolls:run')).toEqual([]);
});

it('lets everyone bring a row back to where it begins', () => {
  expect(deniedTo('sheets:submit').flat()).not.toContain('draft');
});
