import { expect, it } from 'vitest';
import { errorText } from './server-errors.js';

function failure(...lines: readonly string[]): Error {
  const error = new TypeError('x is undefined');
  error.stack = ['TypeError: x is undefined', ...lines.map((line) => `    at ${line}`)].join('\n');
  return error;
}

it('names the first line of the project, whatever libraries stand before it', () => {
  const error = failure(
    'run (/app/node_modules/typeorm/index.js:1:1)',
    'place (file:///app/src/features/orders/place.ts:7:3)',
    'next (/app/src/main.ts:1:1)',
  );
  expect(errorText(error, '/app')).toBe(
    'TypeError: x is undefined (at place (src/features/orders/place.ts:7:3))',
  );
});

it('names the error alone where no line is the project’s', () => {
  expect(errorText(failure('run (node:internal/timers:1:1)'), '/app')).toBe('TypeError: x is undefined');
  expect(errorText('thrown text', '/app')).toBe('thrown text');
});
