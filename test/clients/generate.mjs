// node generate.mjs openapi.json      writes generated/<generator>/, in one process: TypeScript loads once
import { createClient } from '@hey-api/openapi-ts';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { generateSource } from 'oazapfts';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { generate as orval } from 'orval';

const [input = 'openapi.json'] = process.argv.slice(2);

/** Each as its own documentation says, with no option that hides a fault of the document. */
const generators = {
  'openapi-typescript': async () => {
    const document = JSON.parse(await readFile(input, 'utf8'));
    await write('generated/openapi-typescript/api.ts', astToString(await openapiTypescript(document)));
  },
  'hey-api': () =>
    createClient({
      input,
      output: 'generated/hey-api',
      plugins: ['@hey-api/client-fetch'],
      logs: { level: 'silent' },
    }),
  orval: () =>
    orval({
      input: { target: input },
      output: {
        target: 'generated/orval/api.ts',
        client: 'fetch',
        override: {
          mutator: { path: 'journeys/orval-fetch.ts', name: 'orvalFetch' },
          // Answers to `fields=` have a type of their own, where any member may be missing.
          contentType: { exclude: ['application/vnd.keelson.partial+json'] },
        },
      },
    }),
  oazapfts: async () => write('generated/oazapfts/api.ts', await generateSource(input)),
};

/** @param {string} file @param {string} text */
async function write(file, text) {
  await mkdir(new URL('.', new URL(file, import.meta.url)), { recursive: true });
  await writeFile(file, text);
}

for (const [name, generate] of Object.entries(generators)) {
  try {
    await generate();
  } catch (error) {
    console.error(`${name} cannot read ${input}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
