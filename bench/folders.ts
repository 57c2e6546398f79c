import { fileURLToPath } from 'node:url';

// Compiled, this file is `bench/dist/bench/folders.js`; the tests read it as it is.
const here = new URL('./', import.meta.url);
const bench = here.pathname.endsWith('/dist/bench/') ? new URL('../../', here) : here;

/** `bench/` of the repository. */
export const benchFolder = fileURLToPath(bench);

export const projectFolder = fileURLToPath(new URL('../', bench));

/** Results and profiles of past runs; not under version control. */
export const resultsFolder = `${benchFolder}results/`;

export const compiledFolder = fileURLToPath(here);
