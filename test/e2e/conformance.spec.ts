import { verify, type Progress, type Subject, type Verdict } from '@keelson/conformance';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startSubject } from '../conformance/subject.js';
import { BerthsModule } from '../support/features/berths/index.js';
import { guideModules } from '../support/features/guide.js';
import { LoyaltyModule } from '../support/features/loyalty/index.js';

/** Says how far it is. */
const progress: Progress = {
  begun: ({ name }) => console.info(`conformance: ${name} begins`),
  held: () => undefined,
  found: ({ rule, operation, message }) =>
    console.info(`conformance: ${rule} ${operation ?? ''}: ${message}`),
  ended: ({ name, seconds }) => console.info(`conformance: ${name} took ${seconds} s`),
};

describe('the conformance kit', () => {
  let subject: Subject;
  let verdict: Verdict;

  beforeAll(async () => {
    subject = await startSubject(inject('engine'), inject('servers'), {
      modules: [...guideModules, BerthsModule, LoyaltyModule],
    });
    verdict = await verify(subject, { progress });
    // The kit gives up whatever does not go on, and says what that was.
  }, 3_600_000);
  afterAll(() => subject.close());

  it('finds nothing wrong with any module', () => {
    expect(
      verdict.findings.map(({ rule, operation, message }) => `${rule} ${operation ?? ''}: ${message}`),
    ).toEqual([]);
  });

  it('has judged every operation by every check that concerns it', () => {
    expect(verdict.operations.length).toBeGreaterThan(30);
    for (const { title, checks } of verdict.operations)
      expect(checks.inventory?.held, title).toBeGreaterThan(0);
  });
});
