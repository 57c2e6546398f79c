import { expect, it } from 'vitest';
import { decisiveLine } from './run-program.js';

it.each([
  [
    'performing post-bootstrap initialization ... child process was terminated by signal 9: Killed',
    'performing post-bootstrap initialization ... child process was terminated by signal 9: Killed\ninitdb: removing contents of data directory "/data"\n',
  ],
  [
    'FATAL:  could not create semaphores',
    'FATAL:  could not create semaphores\nDETAIL:  Failed system call\n',
  ],
  ['no output', '\n'],
])('the decisive line is %j', (line, output) => {
  expect(decisiveLine(output)).toBe(line);
});
