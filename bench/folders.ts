import { fileURLToPath } from 'node:url';

/** `bench/` of the repository: this file runs as `bench/dist/bench/folders.js`. */
export const benchFolder = fileURLToPath(new URL('../../', import.meta.url));

/** Results and profiles of past runs; not under version control. */
export const resultsFolder = `${benchFolder}results/`;

export const compiledFolder = fileURLToPath(new URL('./', import.meta.url));
