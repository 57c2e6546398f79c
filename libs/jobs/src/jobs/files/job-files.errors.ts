import { defineError } from '@keelson/kernel';

export const fileGone = defineError('jobs.file_gone', 'not_found', 'The file has expired');
export const tooManyFiles = defineError('jobs.too_many_files', 'conflict', 'Too many files');
export const fileTooLarge = defineError('jobs.file_too_large', 'too_large', 'The file is too large');
