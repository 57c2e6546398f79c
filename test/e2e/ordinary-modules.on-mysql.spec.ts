import { verify } from '@keelson/conformance';
import { expect, inject, it } from 'vitest';
import { startSubject } from '../conformance/subject.js';
import { ExpensesModule } from '../support/features/ordinary/expenses.js';
import { WaitingBoatsModule } from '../support/features/ordinary/waiting-boats.js';

it(
  'The kit accuses no module of its rules about who acts, about other rows and about what a new row must be',
  { timeout: 300_000 },
  async () => {
    const modules = [ExpensesModule, WaitingBoatsModule];
    const subject = await startSubject(inject('engine'), inject('servers'), { modules });
    try {
      const { findings } = await verify(subject, {
        feature: 'ordinary',
        // The night has as many as `npm run verify -- --feature`.
        exploration: process.env['KEELSON_NIGHT'] ? {} : { sequences: 8 },
      });
      expect(
        findings.map(
          ({ rule, operation, message, evidence }) =>
            `${rule} ${operation ?? ''}: ${message} ${evidence.answer?.text ?? ''}`,
        ),
      ).toEqual([]);
    } finally {
      await subject.close();
    }
  },
);
