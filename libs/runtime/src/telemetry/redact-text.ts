/** What stands in a log where something was left out. */
export const redacted = '[redacted]';

/** Characters of one text that are kept. */
export const maxCharacters = 8192;

const secretWord =
  '(?:password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|signing[_-]?key|assertion)(?:[_-]?(?:hash|digest))?s?';

interface Mask {
  /** A text without this can't match; looking for it is a hundred times faster than trying. */
  readonly sign: string;
  readonly form: RegExp;
  readonly by: string;
}

// Every quantifier that is followed by something else is bounded: log lines hold what strangers send.
const masks: readonly Mask[] = [
  // PEM private keys, whole or cut off
  {
    sign: 'PRIVATE KEY-----',
    form: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
    by: redacted,
  },
  // user:password@ of a URL; a path (file:///node_modules/@nestjs) is none
  { sign: '://', form: /\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"'<>]{1,512}@/gi, by: `$1${redacted}@` },
  // Header lines
  {
    sign: ':',
    form: /\b((?:set-)?cookie|(?:proxy-)?authorization|x-api-key)(["']?\s?:\s?)[^\r\n]+/gi,
    by: `$1$2${redacted}`,
  },
  { sign: ' ', form: /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, by: `$1 ${redacted}` },
  // JSON Web Tokens: base64url of {"…
  { sign: 'eyJ', form: /\beyJ[\w-]{5,}\.[\w-]{2,}(?:\.[\w-]*)?/g, by: redacted },
  // API keys and refresh tokens, also cut off or in the wrong place
  { sign: '_', form: /\b(?:kls|krt)_[\w-]{4,}/gi, by: redacted },
  // JSON in a text, then query strings, forms and settings
  {
    sign: ':',
    form: new RegExp(`(["'][\\w-]{0,40}${secretWord}["']\\s?:\\s?)(?:"(?:[^"\\\\]|\\\\.)*"?|'[^']*'?)`, 'gi'),
    by: `$1"${redacted}"`,
  },
  {
    sign: '=',
    form: new RegExp(`\\b([\\w-]{0,40}${secretWord})=[^\\s&"',;]+`, 'gi'),
    by: `$1=${redacted}`,
  },
  // Values of a row as MySQL and PostgreSQL quote them, for messages that come as a text and not as an error
  { sign: "'", form: /\b(duplicate entry )'[\s\S]{0,1000}?'(?= for key)/gi, by: "$1'?'" },
  {
    sign: ')=(',
    form: /\b(key \([^)]{1,200}\)=)\([\s\S]{0,1000}?\)(?= (?:already|is) )/gi,
    by: '$1(?)',
  },
  { sign: '@', form: /[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b/gi, by: '[e-mail]' },
];

// On a terminal they rewrite what stands there, and in the middle of a word they hide it from the masks.
const controlCharacters = /[^\P{Cc}\t\n]/gu;

/**
 * A text without what looks like a credential or an e-mail address: credentials in URLs, headers, JSON and query strings, tokens,
 * private keys. A net below the fields, not in their place: it knows forms, not meanings. Cut at 8,192 characters.
 */
export function redactText(text: string): string {
  let result = text;
  // Before the masks, so that they work on a bounded text.
  if (text.length > maxCharacters) {
    result = `${text.slice(0, maxCharacters)}… (${text.length - maxCharacters} more characters)`;
  }
  result = result.replace(controlCharacters, '');
  for (const { sign, form, by } of masks) {
    if (result.includes(sign)) result = result.replace(form, by);
  }
  return result;
}
