import { Identifier, Text, TextList } from '@keelson/kernel';
import { expect, it } from 'vitest';
import { placesIn } from './reach.js';

class Body {
  @Identifier()
  anything!: string;

  @Identifier({ outside: 'the id that the bank has given' })
  bankId!: string;

  @Text({ max: 36 })
  about!: string;

  @Text({ max: 60 })
  caseId!: string;

  @TextList({ max: 5, each: { max: 36 } })
  memberIds!: string[];

  @Text({ max: 60, example: 'INV-7' })
  invoiceId!: string;

  @Text({ max: 200 })
  parent!: string;

  @Text({ max: 36 })
  subject!: string;

  @Text({ max: 40, pattern: /^[a-z]{1,40}$/ })
  wordId!: string;
}

it('An id is sent to each place that takes one and does not say that it is of something outside', () => {
  expect(placesIn(Body).map(({ name }) => name)).toEqual(['anything', 'about', 'caseId', 'memberIds']);
});
