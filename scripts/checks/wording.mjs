import ts from 'typescript';

/**
 * What an English-speaking engineer would not write, and what to write instead. Case does not matter; a space also
 * matches a line break.
 * @type {readonly (readonly [RegExp, string])[]}
 */
export const WORDS = [
  // Words that say who or what without naming them.
  [/\bmend(?:s|ed|ing)?\b/, 'fix'],
  [/\btold\b/, 'reported, notified, returned'],
  [/\btells? of\b/, 'reports'],
  [/\bwho(?:m)?ever\b/, 'the caller, the user, anyone who'],
  [/\b(?:to|from|for) whom\b|\bwhom\b/, 'the user that, users who'],
  [/\b(?:some|no|any|every)body(?:['’]s)?\b/, 'a user, someone, no one, anyone'],
  [/\bof (?:its|theirs?|yours?|ours?|his|mine|one['’]s) own\b/, 'separate, custom, own'],
  [/\bof (?:yours|ours|theirs)\b/, 'your, our, their'],
  [/\bthe others? of every\b/, 'name the thing'],
  [/\bwhat (?:no|nobody|nothing) \w+s\b/, 'name the thing'],
  // Turns of phrase from another language.
  [/\bunless (?:\w+ ){0,3}(?:says|said|told) otherwise\b/, 'by default'],
  [/\bby hand\b/, 'custom, manually, hand-written'],
  [/\bbelongs? into\b/, 'belongs in'],
  [/\bsome (?:tens|hundreds?|thousands?|\d)/, 'a few hundred, about 20'],
  [/\bfor ever\b/, 'forever, or say until when'],
  [/\bthere is no such\b/, 'not found'],
  [/\b(?<!\bthere )(?:is|are|was|were) no (?!longer\b|one\b|more than\b)[a-z]/, 'is not a'],
  [/\bany more\b/, 'no longer'],
  [/\bvouch(?:es|ed)?\b/, 'confirms, has issued'],
  [/\bmade up for\b/, 'run once'],
  [/\bheed(?:s|ed)?\b/, 'respects, checks'],
  [/\banew\b/, 'again; regenerates'],
  [/\bshall\b/, 'must, will'],
  [/\bin turn again\b/, 'queued again'],
  [/\bin hands?\b/, 'in flight, running'],
  [/\bhand(?:s|ed|ing)? (?:over|out)\b/, 'queues, passes, issues'],
  [/\bgo(?:es)? on\b|\bwent on\b/, 'continues'],
  [/\bworks? off\b/, 'runs'],
  [/\b(?:broken|breaks?|cut) off\b/, 'interrupted, lost'],
  [/\b(?:is|are) believed\b/, 'is trusted'],
  [/\b(?:is|are) answered\b/, 'gets, returns'],
  [/\banswer(?:s|ed)? (?:with )?[1-5]\d\d\b/, 'returns'],
  [
    /\b(?:requests?|rows|lines?|objects?|statements) an? (?:minute|second|page|transaction|line)\b/,
    'per minute',
  ],
  [/\bpossible while\b/, 'only while'],
  [/\bnothing is invented\b/, 'there are no fallbacks'],
  [/\bruns as no one\b/, 'runs as an unprivileged user'],
  [/\btakes a free (?:one|port)\b/, 'picks a free port'],
  [/\bcounts only while\b/, 'ignored once'],
  [/\bsays nothing (?:about|of)\b/, 'has no'],
  [/\bmay not see it\b/, 'have no access'],
  [/\bis taken\b/, 'is already in use'],
  [/\bbesides?\b/, 'next to, in addition to, compared with'],
  [/\bupon\b/, 'on'],
  // One spelling: American, without contractions.
  [/\bcan not\b/, 'cannot'],
  [
    /\b(?:can|don|doesn|didn|isn|aren|wasn|weren|won|wouldn|shouldn|couldn|hasn|haven)['’]t\b/,
    'the words in full: cannot, does not',
  ],
  [/\be-mails?\b/, 'email'],
  [/\btime-outs?\b/, 'timeout'],
  [/\bsub-selects?\b/, 'subquery'],
  [/\b(?:behaviour|colour|favour|honour|neighbour|labour|rumour|harbour)\w*/, 'American spelling: -or'],
  [
    /\b(?:organis|normalis|recognis|serialis|authoris|summaris|synchronis|initialis|optimis|minimis|analys(?:e|ing)|catalys)\w*/,
    'American spelling: -ize',
  ],
  [
    /\b(?:licence|centre|metres?|catalogue|artefact|whilst|amongst|mis-?spelt|learnt|programme|grey)\b/,
    'American spelling',
  ],
];

const PATTERNS = WORDS.map(
  ([{ source }, instead]) =>
    /** @type {const} */ ([new RegExp(source.replaceAll(' ', '\\s+'), 'gi'), instead]),
);

/** Names that clients and teams rely on: code in Markdown, addresses, and an exported function. */
const NAMES = /`[^`\n]*`|https?:\/\/\S+|\bnormalisedKey\b/g;

/** @typedef {{ line: number, found: string, instead: string }} Finding */

/** In a Markdown text, without its code. @param {string} text @returns {Finding[]} */
export function wordsInProse(text) {
  return findingsIn(text.replace(/^```[\s\S]*?^```/gm, blank));
}

/** In the strings of a TypeScript or JavaScript file. @param {string} text @returns {Finding[]} */
export function wordsInStrings(text) {
  // Most files have none of the words, not even in a comment; parsing is what costs.
  const unescaped = text.replaceAll('\\n', ' ').replaceAll('\\', '');
  if (PATTERNS.every(([pattern]) => unescaped.search(pattern) < 0)) return [];
  const source = ts.createSourceFile('text.ts', text, ts.ScriptTarget.Latest, true);
  /** @type {Finding[]} */
  const findings = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    // A single word is a name.
    if (isText(node) && /\s/.test(node.text.trim())) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      findings.push(...findingsIn(node.text).map((finding) => ({ ...finding, line: finding.line + line })));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}

/** @param {string} text @returns {Finding[]} */
function findingsIn(text) {
  const spoken = text.replace(NAMES, blank);
  return PATTERNS.flatMap(([pattern, instead]) =>
    [...spoken.matchAll(pattern)].map(({ index, 0: found }) => ({
      line: spoken.slice(0, index).split('\n').length,
      found: found.replaceAll(/\s+/g, ' '),
      instead,
    })),
  );
}

/** Keeps the lines, so that their numbers stay right. @param {string} text */
function blank(text) {
  return text.replaceAll(/[^\n]/g, ' ');
}

/** @param {ts.Node} node @returns {node is ts.StringLiteralLike | ts.TemplateLiteralToken} */
function isText(node) {
  return ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}
