import { describe, expect, it } from 'vitest';
// @ts-expect-error scripts are plain JavaScript without declarations
import * as wording from '../../scripts/checks/wording.mjs';

interface Finding {
  readonly line: number;
  readonly found: string;
}

const { wordsInProse, wordsInStrings } = wording as Record<
  'wordsInProse' | 'wordsInStrings',
  (text: string) => readonly Finding[]
>;

describe('the check of words', () => {
  it.each([
    ['Mend the migration and start again.', 'Mend'],
    ['The client is told of every fault.', 'told'],
    ['It tells of every module that leaks.', 'tells of'],
    ['Whoever answers for it runs the command.', 'Whoever'],
    ['A token that somebody has got elsewhere.', 'somebody'],
    ["Whose headers are trusted: nobody's.", "nobody's"],
    ['Each session has a key of its own.', 'of its own'],
    ['Thirty days unless the operator says otherwise.', 'unless the operator says otherwise'],
    ['The table was filled by hand.', 'by hand'],
    ['The body can not be read.', 'can not'],
    ["A cursor that doesn't fit is refused.", "doesn't"],
    ['More rows belong into a job.', 'belong into'],
    ['Write some hundreds of them at once.', 'some hundreds'],
    ['The job waits for ever.', 'for ever'],
    ['There is no such queue.', 'There is no such'],
    ['This is no cursor of the list.', 'is no c'],
    ['The value is taken.', 'is taken'],
    ['The worker goes on with the next job.', 'goes on'],
    ['At most 6,000 requests a minute.', 'requests a minute'],
    ['The behaviour is documented.', 'behaviour'],
    ['Every row is serialised once.', 'serialised'],
    ['Send the e-mail address.', 'e-mail'],
    ['The statement stands beside the other one.', 'beside'],
    ['A line may be broken\n  off at the end.', 'broken off'],
  ])('finds %j in a document and in a string', (sentence, found) => {
    expect(wordsInProse(sentence).map((finding) => finding.found)).toEqual([found]);
    const quoted = JSON.stringify(sentence);
    expect(wordsInStrings(`throw new Error(${quoted});`).map((finding) => finding.found)).toEqual([found]);
  });

  it.each([
    'Fix the cause and start again.',
    'The server reports every invalid field.',
    'The caller needs the permission; no one else may run it.',
    'Keys have their own table.',
    'There is no route at this path.',
    'The user is no longer a member.',
    'A cancelled job has no file.',
    'The value is already in use.',
    'At most 6,000 requests per minute.',
    'Call `mend()` or `colour=grey`, which are names.',
    'See https://example.com/behaviour for it.',
    '```ts\nconst colour = mend(whoever);\n```',
  ])('accepts %j', (sentence) => {
    expect(wordsInProse(sentence)).toEqual([]);
  });

  it('reads strings and templates of TypeScript, not its names and comments', () => {
    const text = `// Whoever mends this by hand.
const mend = 'behaviour';
log(\`The row \${mend} can not
be read by somebody.\`);`;
    expect(wordsInStrings(text).map(({ line, found }) => `${line}: ${found}`)).toEqual([
      '4: somebody',
      '3: can not',
    ]);
  });

  it('names the line', () => {
    expect(wordsInProse('# Title\n\nFine.\nMend it.')).toMatchObject([{ line: 4, found: 'Mend' }]);
  });
});
