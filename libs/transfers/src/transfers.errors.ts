import { defineError } from '@keelson/kernel';

export const fileNotReady = defineError('jobs.file_not_ready', 'conflict', 'The job is not done yet');
export const linesUnaccounted = defineError(
  'jobs.lines_unaccounted',
  'unprocessable',
  'Not every line of the file is accounted for',
);
