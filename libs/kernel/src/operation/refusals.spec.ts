import { describe, expect, it } from 'vitest';
import { enterContext } from '../context/context.js';
import { DomainError } from '../errors/domain-error.js';
import { Text } from '../fields/fields.js';
import { readInput } from './read-input.js';
import { readParams } from './read-params.js';
import { idOf } from './refusals.js';

class Bell {
  @Text({ max: 5 })
  sound!: string;
}

const words = {
  input: 'body',
  parameters: 'query',
  id: 'id in the path',
  key: { header: 'Idempotency-Key' },
};

function refusal(work: () => unknown): DomainError['details'] {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error.details;
  }
  throw new Error('It was not refused.');
}

const refusals = () =>
  [() => idOf('x'), () => readInput(Bell, 5), () => readParams(Bell, { tone: 'a' })].map(
    (work) => refusal(work).detail,
  );

describe('A refusal', () => {
  it('speaks of no request to a caller that has sent none', () => {
    expect(refusals()).toEqual([
      'The id is not a UUID.',
      'The input must be a JSON object.',
      'The call is invalid; see errors.',
    ]);
  });

  it('speaks the words of the face that the call came by', () => {
    const context = { requestId: 'r', caller: null, operation: null, unit: null, words };
    enterContext(context, () =>
      expect(refusals()).toEqual([
        'The id in the path is not a UUID.',
        'The body must be a JSON object.',
        'The query is invalid; see errors.',
      ]),
    );
  });
});

describe('An id', () => {
  it('is read in lower case, and refused by the name of its parameter', () => {
    expect(idOf('01890A5D-AC96-774B-BCCE-B302099A8057')).toBe('01890a5d-ac96-774b-bcce-b302099a8057');
    expect(refusal(() => idOf(7, 'userId')).errors).toMatchObject([{ parameter: 'userId' }]);
  });
});
