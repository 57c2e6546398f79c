import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks } from '../checks/index.js';
import { rules } from './rules.js';

const source = new URL('..', import.meta.url).pathname;
const mutants = new URL('../../mutants', import.meta.url).pathname;
const page = new URL('../../../../docs/conformance.md', import.meta.url);
const marked = /(?<=<!-- rules -->\n)[\s\S]*(?=<!-- \/rules -->)/;

interface Text {
  readonly file: string;
  readonly text: string;
}

function filesBelow(folder: string): Text[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.spec)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ file: relative(folder, path), text: readFileSync(path, 'utf8') }));
}

const names = checks.map(({ name }) => name);
const whole = new RegExp(`'((?:${names.join('|')})/[a-z-]+)'`, 'g');
/** `asking.found('rule', …)`, `trials.held(trial, 'rule')`: the name of the check comes with the folder. */
const short =
  /\b(?:found|held|tell|report)\(\s*(?:[\w.]+,|\{ operation(?:: [\w.]+)? \},)?\s*'([a-z]+(?:-[a-z]+)*)'/g;
const code = filesBelow(source).filter(({ file }) => !/^(rules|kept|report)\//.test(file));

function told(): Set<string> {
  const found = new Set<string>();
  for (const { file, text } of code) {
    for (const [, rule = ''] of text.matchAll(whole)) found.add(rule);
    const check = /^(?:checks\/)?(\w+)\//.exec(file)?.[1] ?? '';
    // Written without the name of its check there, under the name of another.
    const prefix = file === 'properties/children.ts' ? 'budgets' : check;
    if (names.includes(prefix))
      for (const [, rule = ''] of text.matchAll(short)) found.add(`${prefix}/${rule}`);
  }
  return found;
}

describe('The table of rules', () => {
  it('names every rule that the code tells of', () => {
    expect([...told()].filter((rule) => !(rule in rules))).toEqual([]);
  });

  it('names every rule that a mutant is caught by', () => {
    const caught = filesBelow(mutants).flatMap(({ text }) =>
      [...text.matchAll(/caughtBy: '([a-z]+\/[a-z-]+)'/g)].map(([, rule = '']) => rule),
    );
    expect(caught.length).toBeGreaterThan(100);
    expect(caught.filter((rule) => !(rule in rules))).toEqual([]);
  });

  it('names no rule that the code does not know', () => {
    const all = code.map(({ text }) => text).join('\n');
    const isKnown = (rule: string) => all.includes(`'${rule}'`) || all.includes(`'${rule.split('/')[1]}'`);
    expect(Object.keys(rules).filter((rule) => !isKnown(rule))).toEqual([]);
  });

  it('stands in docs/conformance.md; UPDATE=1 rewrites it', () => {
    const rows = Object.entries(rules).map(([rule, proves]) => `| \`${rule}\` | ${proves} |`);
    const table = `\n| Rule | What holds |\n| --- | --- |\n${rows.join('\n')}\n\n`;
    const text = readFileSync(page, 'utf8');
    if (process.env['UPDATE'])
      writeFileSync(
        page,
        text.replace(marked, () => table),
      );
    expect(flat(marked.exec(readFileSync(page, 'utf8'))?.[0])).toBe(flat(table));
  });
});

/** Without what the formatter does to a table. */
function flat(text = ''): string {
  return text
    .replaceAll(/[\s\\]+/g, ' ')
    .replaceAll(/-{2,}/g, '---')
    .trim();
}
