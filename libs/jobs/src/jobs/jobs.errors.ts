import { defineError } from '@keelson/kernel';

export const resultTooLarge = defineError(
  'jobs.result_too_large',
  'unprocessable',
  "The job's result is too large",
);
export const rightsLost = defineError(
  'jobs.rights_lost',
  'forbidden',
  'The caller no longer has the permissions that the job requires',
);
export const checkpointTooLarge = defineError(
  'jobs.checkpoint_too_large',
  'unprocessable',
  "The job's checkpoint is too large",
);
