import { verify, type Progress, type Subject, type Verdict, type VerifyOptions } from '@keelson/conformance';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { BerthsModule } from '../support/features/berths/index.js';
import { guideModules } from '../support/features/guide.js';
import { startSubject } from './subject.js';

/** How much the kit does. */
export type Size = Pick<VerifyOptions, 'exploration'>;

/** In `npm test`; the night and `npm run verify` have the kit's own. */
export const shortSize: Size = { exploration: { sequences: 1 } };

/** Says how far it is. */
export const progress: Progress = {
  begun: ({ name }) => console.info(`conformance: ${name} begins`),
  held: () => undefined,
  found: ({ rule, operation, message }) =>
    console.info(`conformance: ${rule} ${operation ?? ''}: ${message}`),
  ended: ({ name, seconds }) => console.info(`conformance: ${name} took ${seconds} s`),
};

/** The tests of what the kit says of the shipped features, and of those of the guide. */
export function judgeShipped(size: Size = {}): void {
  describe('the conformance kit', () => {
    let subject: Subject;
    let verdict: Verdict;

    beforeAll(async () => {
      subject = await startSubject(inject('engine'), inject('servers'), {
        modules: [...guideModules, BerthsModule],
      });
      verdict = await verify(subject, { progress, ...size });
      // The kit gives up whatever does not go on, and says what that was.
    }, 3_600_000);
    afterAll(() => subject?.close());

    it('finds nothing wrong with any module', () => {
      expect(
        verdict.findings.map(({ rule, operation, message, evidence }) =>
          // A plan, or two answers side by side: what was seen once may not be seen again.
          [`${rule} ${operation ?? ''}: ${message}`, ...(evidence.notes ?? [])].join('\n').slice(0, 4_000),
        ),
      ).toEqual([]);
    });

    it('has judged every operation by every check that concerns it', () => {
      expect(verdict.operations.length).toBeGreaterThan(30);
      for (const { title, checks } of verdict.operations)
        expect(checks.inventory?.held, title).toBeGreaterThan(0);
    });
  });
}
