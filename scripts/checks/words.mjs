// node scripts/checks/words.mjs: words in texts for users that an English-speaking engineer would not use. Reads Markdown as
// it is, and of TypeScript the strings: errors, settings, log lines and the texts of the OpenAPI document.
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

/**
 * What to look for, and what to write instead.
 * @type {readonly (readonly [RegExp, string])[]}
 */
export const WORDS = [
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\b(?:is|are|was|were|be|been) told\b/i, 'reported, or say who learns what'],
  [/\btells? of\b/i, 'reports'],
  [/\bwhoever\b/i, 'the caller, the user, anyone who'],
  [/\bwhomever\b|\bto whom\b|\bfrom whom\b/i, 'the user that, users who'],
  [/\b(?:some|no)body(?:'s)?\b/i, 'a user, someone, no one'],
  [/\bof (?:its|yours|ours|theirs?|his|mine|your|our) own\b/i, 'separate, custom, own'],
  [/\bof (?:yours|ours|theirs)\b/i, 'your, our'],
  [/\bunless (?:said|told) otherwise\b/i, 'default'],
  [/\bby hand\b/i, 'custom, manually, hand-written'],
  [/\bcan not\b/i, 'cannot'],
  [/\bcan't\b/i, 'cannot'],
  [/\bbelongs? into\b/i, 'belongs in'],
  [/\bsome (?:tens|hundreds?|thousands?)\b/i, 'a few hundred'],
  [/\bfor ever\b/i, 'forever, or say until when'],
  [/\bthere is no such\b/i, 'not found'],
  [/\bvouch(?:es|ed)?\b/i, 'confirms, has issued'],
  [/\bmade up for\b/i, 'run once'],
  [/\bheed(?:s|ed)?\b/i, 'respects, checks'],
  [/\be-mails?\b/i, 'email'],
  [/\bin turn again\b/i, 'queued again'],
  [/\bworks? off\b/i, 'runs'],
  [/\bbroken off\b|\bbreaks? off\b/i, 'stopped, lost'],
  [/\bis believed\b|\bare believed\b/i, 'is trusted'],
  [/\bpossible while\b/i, 'only while'],
  [/\brows a page\b/i, 'rows per page'],
  [/\bnothing is invented\b/i, 'there are no fallbacks'],
  [/\bruns as no one\b/i, 'runs as an unprivileged user'],
  [/\btakes a free (?:one|port)\b/i, 'picks a free port'],
  [/\bcounts only while\b/i, 'ignored once'],
  [/\bsays nothing about\b/i, 'has no'],
  [/\bmay not see it\b/i, 'have no access'],
  [/\bis taken\b/i, 'is already in use'],
  [/\bwhat (?:no|nobody|nothing) \w+s\b/i, 'name the thing'],
  [/\bthe others? of every\b/i, 'name the thing'],
  [/\bbeside it\b(?! in)/i, 'next to it, as well'],
  [/\b(?:behaviour|colour|favour|honour|neighbour|labour)\w*/i, 'American spelling: -or'],
  [
    /\b(?:organis|normalis|recognis|serialis|authoris|summaris|synchronis|initialis|optimis)\w*/i,
    'American spelling: -ize',
  ],
  [
    /\b(?:cancell(?:ed|ing)|licence|centre|catalogue|artefact|whilst|misspelt|learnt)\b/i,
    'American spelling',
  ],
];

/** Words that are names: codes, paths and properties that clients and teams rely on. */
const NAMES = /`[^`\n]*`|\bnormalisedKey\b|\bjob_cancelled\b|https?:\/\/\S+/g;

/** @typedef {{ place: string, found: string, instead: string }} Finding */

/** Findings in a text for people. @param {string} path @param {string} text @returns {Finding[]} */
export function findingsInProse(path, text) {
  const spoken = withoutBlocks(text).replace(NAMES, (name) => ' '.repeat(name.length));
  return spoken.split('\n').flatMap((line, index) => findingsIn(`${path}:${index + 1}`, line));
}

/** Findings in the strings of a TypeScript file. @param {string} path @param {string} source @returns {Finding[]} */
export function findingsInStrings(path, source) {
  const findings = [];
  for (const token of source.matchAll(TOKENS)) {
    const [text] = token;
    // A single word is a name, a comment is for those who read the code.
    if (text.startsWith('/') || !/\s/.test(text)) continue;
    const line = source.slice(0, token.index).split('\n').length;
    findings.push(...findingsIn(`${path}:${line}`, text.replace(NAMES, '')));
  }
  return findings;
}

const TOKENS =
  /\/\/.*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[(,=:[!&|?{};]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/\w*/g;

/** @param {string} place @param {string} text @returns {Finding[]} */
function findingsIn(place, text) {
  return WORDS.flatMap(([pattern, instead]) => {
    const [found] = pattern.exec(text) ?? [];
    return found === undefined ? [] : [{ place, found, instead }];
  });
}

/** Code blocks keep their lines, so that numbers stay right. @param {string} text */
function withoutBlocks(text) {
  return text.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, ' '));
}

function main() {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md', '*.ts'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter(Boolean);
  const prose = files.filter((path) =>
    /^(?:[A-Z]+|docs\/[^/]+|bench\/.*|test\/README|libs\/[^/]+\/README)\.md$/.test(path),
  );
  const code = files.filter(
    (path) =>
      /^(?:libs\/[^/]+\/src|src|config)\//.test(path) && path.endsWith('.ts') && !path.endsWith('.spec.ts'),
  );
  const findings = [
    ...prose.flatMap((path) => findingsInProse(path, readFileSync(path, 'utf8'))),
    ...code.flatMap((path) => findingsInStrings(path, readFileSync(path, 'utf8'))),
  ];
  for (const { place, found, instead } of findings) console.log(`${place}: "${found}": write ${instead}`);
  if (findings.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
