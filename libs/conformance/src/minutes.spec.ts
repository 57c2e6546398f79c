import { describe, expect, it } from 'vitest';
import type { Check } from './check.js';
import type { Finding } from './finding.js';
import { Minutes } from './minutes.js';

const found = (message: string): Omit<Finding, 'check'> => ({
  rule: 'access/foreign-row-shown',
  operation: 'GET /v1/boats',
  place: { module: 'boats' },
  message,
  mend: 'Bind the organization.',
  evidence: {},
});

describe('The minutes of a run', () => {
  it('write a finding down once, whichever row showed it, and count each', () => {
    const minutes = new Minutes();
    const proceedings = minutes.of({ name: 'access' } as Check);
    for (const index of [13, 14, 38]) proceedings.found(found(`/data/${index}/city is null`));
    for (const end of ['a', 'b'])
      proceedings.found(found(`the row 01890a5d-ac96-774b-bcce-b302099a805${end} is shown`));
    expect(minutes.findings.map(({ message }) => message)).toEqual([
      '/data/13/city is null',
      'the row 01890a5d-ac96-774b-bcce-b302099a805a is shown',
    ]);
    expect(minutes.sum('access')).toEqual({ held: 0, found: 5 });
  });

  it('write three findings of one rule on one operation down, and no more', () => {
    const minutes = new Minutes();
    for (const field of ['city', 'name', 'note', 'label'])
      minutes.of({ name: 'access' } as Check).found(found(`/data/0/${field} is null`));
    expect(minutes.findings).toHaveLength(3);
    expect(minutes.sum('access').found).toBe(4);
  });
});
