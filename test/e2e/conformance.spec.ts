import { verify, type Subject, type Verdict } from '@keelson/conformance';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startSubject } from '../conformance/subject.js';
import { BerthsModule } from '../support/features/berths/index.js';
import { guideModules } from '../support/features/guide.js';

describe('the conformance kit', () => {
  let subject: Subject;
  let verdict: Verdict;

  beforeAll(async () => {
    subject = await startSubject(inject('engine'), inject('servers'), {
      modules: [...guideModules, BerthsModule],
    });
    verdict = await verify(subject);
  }, 600_000);
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
