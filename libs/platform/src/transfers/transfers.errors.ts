import { defineError } from '@keelson/kernel';

export const fileNotReady = defineError('jobs.file_not_ready', 'conflict', 'The job is not done yet');
export const fileGone = defineError('jobs.file_gone', 'not_found', 'The file is no longer there');
export const tooManyFiles = defineError('jobs.too_many_files', 'conflict', 'There are too many files');
