import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { format } from 'oxfmt';

const FILE = 'docs/evidence/night.md';

/**
 * Writes the result of a whole night, the same text for the same result.
 * @param {import('./state.mjs').NightState} state
 * @param {readonly { name: string }[]} parts
 * @returns {Promise<string>} the file's name
 */
export async function writeEvidence(state, parts) {
  const results = parts.flatMap(({ name }) => {
    const result = state.get(name);
    return result ? [{ name, ...result }] : [];
  });
  const seconds = results.reduce((sum, each) => sum + each.seconds, 0);
  const passed = results.filter(({ outcome }) => outcome === 'passed').length;
  const text = `
# Night run

Written by \`npm run test:night\`; do not edit.

| commit | seed | duration | parts passed |
| --- | --- | --- | --- |
| ${state.commit} | ${state.seed} | ${duration(seconds)} | ${passed} of ${results.length} |

## Parts

| part | result | duration |
| --- | --- | --- |
${results.map(({ name, outcome, seconds: took }) => `| ${name} | ${outcome} | ${duration(took)} |`).join('\n')}

## Figures

${results
  .filter(({ figures }) => figures.length > 0)
  .map(({ name, figures }) => `### ${name}\n\n\`\`\`text\n${figures.join('\n')}\n\`\`\`\n`)
  .join('\n')}`;
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, (await format(FILE, text, { printWidth: 110 })).code);
  return FILE;
}

/** @param {number} seconds */
function duration(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return [hours && `${hours} h`, (hours || minutes) && `${minutes} min`, `${seconds % 60} s`]
    .filter(Boolean)
    .join(' ');
}
