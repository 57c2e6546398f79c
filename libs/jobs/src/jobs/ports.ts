/** For other rooms of the platform; what authors of features use is in index.ts. */
export { givenUp, RightsLostError } from './attempt-failure.js';
export { evenChunks } from './files/even-chunks.js';
export { FilePurge } from './files/file-purge.js';
export { fileGone, tooManyFiles } from './files/job-files.errors.js';
export { type JobFile, JobFiles, longestChunk, type NewFile, uploadedChunk } from './files/job-files.js';
export { purgingOfFiles } from './files/purge-files.js';
export { InvalidJobError, type JobAttempt, type JobHandler } from './job-handler.js';
export { jobProcessing, JobProcessor } from './job-processor.js';
export { rightsLost } from './jobs.errors.js';
export { JobRows, type NewJob } from './job-rows.js';
export { Job } from './job.entity.js';
export { ProcessorRegistry } from './processor-registry.js';
export { schedules } from './schedules-point.js';
