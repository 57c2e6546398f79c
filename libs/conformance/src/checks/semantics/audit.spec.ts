import { expect, it } from 'vitest';
import { judgeEntry } from './audit.js';
import type { Entry } from './ledger.js';
import type { Trials } from './trial.js';
import type { Written } from './written.js';

const name = 'berths:close';
const entry = (organizationId: string, changes: Entry['changes']): Entry => ({
  action: name,
  kind: 'updated',
  subjectType: 'berth',
  subjectId: 'row',
  actorId: 'ada',
  organizationId,
  changes,
});
const status = { before: 'free', after: 'closed' };
const note = { before: null, after: 'ice' };

/** The rules that a request breaks which changed both fields and left these entries. */
function broken(...entries: readonly Entry[]): string[] {
  const found: string[] = [];
  const trials = { found: (_: unknown, rule: string) => found.push(rule), held: () => undefined };
  const viewFields = ['status', 'note'].map((field) => ({ name: field, kind: 'text' }));
  judgeEntry(trials as unknown as Trials, {
    trial: {
      operation: { title: 'POST /v1/berths/{id}/close', meta: { name } },
      resource: { tenancy: 'system', viewFields },
      person: { userId: 'ada', organizationId: null },
    } as unknown as Written['trial'],
    answer: {} as Written['answer'],
    id: 'row',
    kind: 'updated',
    before: { status: 'free', note: null },
    after: { status: 'closed', note: 'ice' },
    entries,
    events: [],
  });
  return found;
}

it('reads the entry that tells the most of a change that two logs are told, in whichever order they come', () => {
  const whole = entry('pier', { status, note });
  const part = entry('installation', { status });
  expect(broken(whole, part)).toEqual([]);
  expect(broken(part, whole)).toEqual([]);
});

it('finds what no entry tells', () => {
  expect(broken(entry('pier', { status }), entry('installation', { status }))).toEqual(['audit-wrong-image']);
});
