// node scripts/checks/imports.mjs: the rules of .dependency-cruiser.cjs, less the exceptions somebody has argued for.
import { existsSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { EXCEPTIONS_FILE, readExceptions } from './exceptions.mjs';

/** @typedef {import('dependency-cruiser').IViolation} Violation */

const SUBJECTS = ['libs', 'config', 'src', 'test', 'bench', 'examples', 'vitest.config.ts'].filter((each) =>
  existsSync(each),
);

const options = await extractOptions('./.dependency-cruiser.cjs');
const { output } = await cruise(SUBJECTS, options, undefined, {
  tsConfig: extractTsConfig('./tsconfig.json'),
});
if (typeof output === 'string') throw new Error('dependency-cruiser returned text instead of its findings');

const exceptions = readExceptions().imports;
const used = new Set();
const comments = new Map(
  (output.summary.ruleSetUsed?.forbidden ?? []).map((rule) => [rule.name, rule.comment]),
);
const lines = output.summary.violations.filter((violation) => !isExcepted(violation)).map(describe);
for (const exception of exceptions.filter((each) => !used.has(each))) {
  lines.push(
    `${EXCEPTIONS_FILE}: ${exception.from} no longer violates ${exception.rule} by importing ${exception.to}: delete the entry`,
  );
}
if (output.summary.totalCruised === 0)
  lines.push('no file was read: fix the folders in scripts/checks/imports.mjs');
for (const line of new Set(lines)) console.log(line);
if (lines.length > 0) process.exitCode = 1;

/** @param {Violation} violation */
function isExcepted(violation) {
  const found = exceptions.find(
    ({ rule, from, to }) => rule === violation.rule.name && from === violation.from && to === violation.to,
  );
  if (found) used.add(found);
  return found !== undefined;
}

/** @param {Violation} violation */
function describe(violation) {
  const { from, to, cycle, rule } = violation;
  // A circle is found once from each of its files; written from its first name on, those are one.
  const way = cycle ? circle(cycle.map((each) => each.name)) : [from, to];
  return `${way.join(' → ')}: ${comments.get(rule.name) ?? rule.name} [${rule.name}]`;
}

/** @param {readonly string[]} files */
function circle(files) {
  const start = files.indexOf([...files].sort()[0] ?? '');
  const turned = [...files.slice(start), ...files.slice(0, start)];
  return [...turned, turned[0]];
}
