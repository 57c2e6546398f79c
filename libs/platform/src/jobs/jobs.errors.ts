import { defineError } from '@keelson/kernel';

export const resultTooLarge = defineError(
  'jobs.result_too_large',
  'unprocessable',
  'The result of the job is too large',
);
export const checkpointTooLarge = defineError(
  'jobs.checkpoint_too_large',
  'unprocessable',
  'The checkpoint of the job is too large',
);
