import { expect, it } from 'vitest';
import { defineError } from '../errors/domain-error.js';
import { Fails, failsOf } from './operation.js';

const tooLate = defineError('sails.too_late', 'conflict', 'Too late');
const tooHeavy = defineError('sails.too_heavy', 'conflict', 'Too heavy');

it('errors add up, whichever decorator names them', () => {
  class SailsController {
    @Fails(tooLate)
    @Fails(tooHeavy, tooLate)
    hoist(): void {}

    lower(): void {}
  }
  const { hoist, lower } = SailsController.prototype;
  expect(failsOf(hoist)).toEqual([tooLate, tooHeavy]);
  expect(failsOf(lower)).toEqual([]);
});
