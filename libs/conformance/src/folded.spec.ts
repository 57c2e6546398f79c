import { describe, expect, it } from 'vitest';
import type { Finding } from './finding.js';
import { folded } from './folded.js';

function finding(rule: string, more: Partial<Finding> = {}): Finding {
  return {
    check: rule.split('/')[0] ?? '',
    rule,
    operation: 'PATCH /v1/boats/{id}',
    place: { module: 'boats', file: 'src/boats.ts', line: 3 },
    message: `${rule} of one`,
    mend: '',
    evidence: {},
    ...more,
  };
}

const answered = (status: number): Pick<Finding, 'evidence'> => ({
  evidence: { answer: { status, headers: {}, text: '' } },
});

describe('One cause', () => {
  it('is one finding, of the rule that says it best', () => {
    const [only, ...others] = folded([finding('semantics/merge-patch-lost'), finding('properties/echo')]);
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      rule: 'properties/echo',
      also: [{ rule: 'semantics/merge-patch-lost', message: 'semantics/merge-patch-lost of one' }],
    });
  });

  it('takes along what was folded before', () => {
    const all = ['semantics/merge-patch-lost', 'properties/echo', 'properties/mixed-write'].map((rule) =>
      finding(rule),
    );
    const left = folded(all);
    expect(left.flatMap(({ rule, also = [] }) => [rule, ...also.map((one) => one.rule)]).sort()).toEqual(
      ['properties/echo', 'properties/mixed-write', 'semantics/merge-patch-lost'].sort(),
    );
  });

  it('is the error behind every response of an operation that is a 500', () => {
    const left = folded([
      finding('semantics/etag-missing', answered(500)),
      finding('contract/server-error', answered(500)),
    ]);
    expect(left).toMatchObject([
      { rule: 'contract/server-error', also: [{ rule: 'semantics/etag-missing' }] },
    ]);
  });

  it('is one finding of a declared invariant and the race that breaks it', () => {
    const left = folded([
      finding('sequences/race'),
      finding('sequences/at-most'),
      finding('semantics/lost-update'),
    ]);
    expect(left).toMatchObject([{ rule: 'sequences/at-most', also: [{}, {}] }]);
  });

  it('is not that of two declared invariants', () => {
    expect(folded([finding('sequences/counts'), finding('sequences/not-by')])).toHaveLength(2);
  });

  it('is the class of a job, whether an operation has led to it or not', () => {
    const left = folded([
      finding('sequences/repeated-effect'),
      finding('properties/half-done', { operation: null }),
      finding('properties/half-done', { operation: null, place: { module: 'boats' } }),
    ]);
    expect(left).toMatchObject([
      { rule: 'properties/half-done', also: [{ rule: 'sequences/repeated-effect' }] },
      { rule: 'properties/half-done', place: { module: 'boats' } },
    ]);
  });

  it.each([
    ['another operation', finding('properties/echo', { operation: 'POST /v1/boats' })],
    [
      'another place',
      finding('properties/echo', { place: { module: 'boats', file: 'src/boats.ts', line: 9 } }),
    ],
    ['no operation', finding('properties/echo', { operation: null })],
    ['another kind', finding('access/token')],
    ['the same rule', finding('semantics/merge-patch-lost')],
  ])('is not that of %s', (_, other) => {
    expect(folded([finding('semantics/merge-patch-lost'), other])).toHaveLength(2);
  });
});
