import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { format } from 'oxfmt';
import { RESULTS } from './state.mjs';

const FILE = 'docs/evidence/night.md';
const style = { printWidth: 110 };

/**
 * Writes the last result of each part, the same text for the same results.
 * @param {import('./state.mjs').NightState} state
 * @param {readonly { name: string }[]} parts
 * @returns {Promise<string>} the file's name
 */
export async function writeEvidence(state, parts) {
  const known = parts.map(({ name }) => ({ name, result: state.get(name) }));
  const results = known.flatMap(({ name, result }) => (result ? [{ name, ...result }] : []));
  const passed = results.filter(({ outcome }) => outcome === 'passed').length;
  const failed = results.length - passed;
  const seconds = results.reduce((sum, each) => sum + each.seconds, 0);
  const text = `
# Night run

Written by \`npm run test:night\`, which keeps the results in \`night.json\`; do not edit. Each part shows its last
result. \`npm run test:night -- --only TEXT\` repeats the parts whose name contains the text.

${passed} of ${parts.length} parts passed, ${failed} failed, ${parts.length - results.length} not run; ${duration(seconds)} in all.

| part | result | duration | commit | seed | day |
| --- | --- | --- | --- | --- | --- |
${known.map(rowOf).join('\n')}

## Figures

${results
  .filter(({ figures }) => figures.length > 0)
  .map(({ name, figures }) => `### ${name}\n\n\`\`\`text\n${figures.join('\n')}\n\`\`\`\n`)
  .join('\n')}`;
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, (await format(FILE, text, style)).code);
  if (existsSync(RESULTS))
    writeFileSync(RESULTS, (await format(RESULTS, readFileSync(RESULTS, 'utf8'), style)).code);
  return FILE;
}

/** @param {{ name: string, result: import('./state.mjs').PartResult | undefined }} part */
function rowOf({ name, result }) {
  if (!result) return `| ${name} | **not run** | | | | |`;
  const { outcome, seconds, commit, seed, day } = result;
  const shown = outcome === 'failed' ? '**failed**' : outcome;
  return `| ${name} | ${shown} | ${duration(seconds)} | \`${commit}\` | ${seed} | ${day} |`;
}

/** @param {number} seconds */
function duration(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return [hours && `${hours} h`, (hours || minutes) && `${minutes} min`, `${seconds % 60} s`]
    .filter(Boolean)
    .join(' ');
}
