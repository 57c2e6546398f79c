import { defineJob, defineSchedule } from '@keelson/kernel';

export class Nothing {}

/** Deletes the files whose time is over. */
export const purgeFiles = defineJob('jobs.purge-files', Nothing);

export const purgingOfFiles = defineSchedule('jobs.purge-files', {
  job: purgeFiles,
  payload: {},
  everySeconds: 600,
  missed: 'once',
});
