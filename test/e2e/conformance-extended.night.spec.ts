import { verify, type Subject } from '@keelson/conformance';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { progress } from '../conformance/judge-shipped.js';
import { startSubject } from '../conformance/subject.js';
import { LoyaltyModule } from '../support/features/loyalty/index.js';

let subject: Subject;

beforeAll(async () => {
  subject = await startSubject(inject('engine'), inject('servers'), { modules: [LoyaltyModule] });
});
afterAll(() => subject?.close());

it('The conformance kit finds nothing wrong with modules that another one extends', async () => {
  const { findings, operations } = await verify(subject, {
    feature: ['loyalty', 'catalog', 'OrganizationsModule', 'IdentityModule'],
    progress,
  });
  expect(findings.map(({ rule, operation, message }) => `${rule} ${operation ?? ''}: ${message}`)).toEqual(
    [],
  );
  const titles = operations.map(({ title }) => title);
  expect(titles).toEqual(
    expect.arrayContaining([
      'POST /v1/loyalty/upgrade',
      'POST /v1/products',
      'PATCH /v1/members/{id}',
      'PATCH /v1/me',
    ]),
  );
  // The kit gives up whatever does not go on, and says what that was.
}, 3_600_000);
