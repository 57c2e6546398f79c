import { Email, readInput } from '@keelson/kernel';
import type { OpenApiDocument } from '@keelson/platform';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Schemas } from './schemas.js';
import { sampleOf } from './samples.js';

class Letter {
  @Email()
  to!: string;
}

const published = { type: 'string', format: 'email', minLength: 3, maxLength: 254 } as const;
const schemas = new Schemas({ components: { schemas: {} } } as unknown as OpenApiDocument);
const fits = (to: string) => schemas.faultsOf(published, to).length === 0;
const isTaken = (to: string) => {
  try {
    return readInput(Letter, { to }).to === to;
  } catch {
    return false;
  }
};

it('takes no address that the published format does not have', () => {
  const odd = fc.stringMatching(/^["a-z.@ü\u{1F6A2}+-]{1,8}@["a-z.@ü-]{1,8}\.[a-zé-]{1,4}$/u);
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), odd), (to) => {
      expect(!isTaken(to) || fits(to)).toBe(true);
    }),
    { seed: 15, numRuns: 300 },
  );
});

it('takes ordinary addresses, and those that the kit sends', () => {
  const ordinary = fc
    .tuple(fc.stringMatching(/^[a-z0-9]{1,20}([.+-][a-z0-9]{1,9})?$/), fc.domain())
    .map((parts) => parts.join('@'));
  fc.assert(fc.property(ordinary, isTaken), { seed: 15, numRuns: 100 });
  const sample = sampleOf(schemas, { name: 'to', in: 'query', required: true, schema: published });
  expect(isTaken(sample ?? '')).toBe(true);
});
