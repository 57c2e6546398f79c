import { DomainError } from '@keelson/kernel';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { IdentitySettings } from './identity.settings.js';
import { canonicalPassword, PasswordPolicy } from './password-policy.js';
import { frequentPasswords } from './passwords/frequent-passwords.js';
import { foldedPassword } from './passwords/password-shape.js';

const folder = mkdtempSync(join(tmpdir(), 'keelson-passwords-'));
afterAll(() => rmSync(folder, { recursive: true }));

const owner = {
  email: 'Ada.Byron@example.com',
  name: 'Ada Lovelace',
  organization: 'Analytical Engines Ltd',
};
const policy = (passwordBlocklistFile?: string) =>
  new PasswordPolicy(Object.assign(new IdentitySettings(), { passwordBlocklistFile }));
const judge = async (password: string, by = policy()) => {
  try {
    await by.refuseWeak(password, owner);
    return 'fine';
  } catch (error) {
    const { code, details } = error as DomainError;
    const isLength = details.detail?.includes('characters.') && /at (least|most)/.test(details.detail);
    expect(code).toBe(isLength ? 'validation_failed' : 'identity.weak_password');
    const [violation] = details.errors ?? [];
    expect(violation?.pointer).toBe('/password');
    expect(details.detail).toBe(`The password ${violation?.detail}.`);
    return violation?.detail;
  }
};
const file = (name: string, content: string) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const problemOf = (path: string): string | null => {
  try {
    policy(path).onModuleInit();
    return null;
  } catch (error) {
    expect((error as Error).message).toMatch(
      /^Keelson cannot start: .*\n {2}PASSWORD_BLOCKLIST_FILE: names|must/,
    );
    return (error as Error).message;
  }
};

describe('PasswordPolicy', () => {
  it.each([
    'correct horse battery staple',
    '  spaces count  ',
    'éàüöñçßøåæœþ',
    '🔑🚀🌍🎉🐳🦀🐘🦊🐙🦋🌵🍄',
    'x7#Kq9!vLm2$',
    'lovelace counts sheep at night',
    `${'a b c d e f g h '.repeat(4)}and so on, to the end of the line and of what fits`,
  ])('takes %j', async (password) => expect(await judge(password)).toBe('fine'));

  it.each([
    ['a1b2c3d4e5f', 'must have at least 12 characters'],
    // Twelve code points as typed, six as letters.
    ['e\u0301'.repeat(6), 'must have at least 12 characters'],
    ['🔑'.repeat(11), 'must have at least 12 characters'],
    ['x'.repeat(129), 'must have at most 128 characters'],
    ['🔑'.repeat(129), 'must have at most 128 characters'],
    ['passwordpassword', 'must not be a common password'],
    ['Password12345!', 'must not be a common password'],
    ['P@ssw0rd!!!!!!', 'must not be a common password'],
    ['ｐａｓｓｗｏｒｄ１２３４', 'must not be a common password'],
    ['pass word pass word', 'must not be a common password'],
    ['1qaz2wsx3edc', 'must not be a common password'],
    ['SonyEricsson', 'must not be a common password'],
    ['aaaaaaaaaaaa', 'must not be a common password'],
    ['----------------', 'must not be a repetition of a shorter text'],
    ['🔑'.repeat(12), 'must not be a repetition of a shorter text'],
    ['x7#Kx7#Kx7#K', 'must not be a repetition of a shorter text'],
    ['x7#Kq9!vx7#Kq9!v', 'must not be a repetition of a shorter text'],
    ['abcdefghijklmn', 'must not be a sequence of characters or keys'],
    ['987654321098', 'must not be a sequence of characters or keys'],
    ['poiuytrewqlkjh', 'must not be a sequence of characters or keys'],
    ['aaaaabbbbbcccccd', 'must not be a sequence of characters or keys'],
    ['ADA.BYRON@example.com', 'must not be the email address'],
    ['AdaLovelace1815!', "must not consist of your name, your email address or your organization's name"],
    ['l0v3lace-2222!', "must not consist of your name, your email address or your organization's name"],
    ['Analytical-Engines-1', "must not consist of your name, your email address or your organization's name"],
    ['ada.byron.example', "must not consist of your name, your email address or your organization's name"],
  ])('refuses %j: it %s', async (password, why) => expect(await judge(password)).toBe(why));

  it('ships with at most 10,000 common ones, each in a form that it is looked for in', () => {
    const all = [...frequentPasswords()];
    expect(all.length).toBeGreaterThan(9_000);
    expect(all.length).toBeLessThanOrEqual(10_000);
    expect(all.filter((one) => one !== foldedPassword(one) || one.length < 4)).toEqual([]);
  });

  const words = Array.from({ length: 5_000 }, (_, n) => `leaked phrase number ${n * 7} of many`);
  const byBytes = (lines: readonly string[]) =>
    lines.toSorted((a, b) => Buffer.from(a).compare(Buffer.from(b)));
  const hashOf = (word: string) => createHash('sha1').update(word).digest('hex').toUpperCase();

  it.each([
    ['lines', () => byBytes([...words, 'zürich im märz 1984']).join('\n')],
    ['lines and a last line end', () => `${byBytes([...words, 'zürich im märz 1984']).join('\n')}\n`],
    ['hashes', () => byBytes([...words, 'zürich im märz 1984'].map(hashOf)).join('\n')],
    [
      'hashes with counts',
      () => byBytes([...words, 'zürich im märz 1984'].map((one) => `${hashOf(one)}:3`)).join('\r\n'),
    ],
  ])('refuses what a larger file of %s has, its first and last too', async (name, content) => {
    const path = file(`good ${name}`, content());
    expect(problemOf(path)).toBeNull();
    const by = policy(path);
    for (const word of [...byBytes(words).filter((_, n) => n % 499 === 0), byBytes(words).at(-1) ?? ''])
      expect(await judge(word, by), word).toBe('must not be a common password');
    expect(await judge('zürich im märz 1984', by)).toBe('must not be a common password');
    for (const word of ['leaked phrase number 8 of many', '!first of all of them', '~last of all of them'])
      expect(await judge(word, by)).toBe('fine');
  });

  it.each([
    ['is not there', () => join(folder, 'missing'), 'cannot be read (ENOENT)'],
    ['is a folder', () => folder, 'must name a file'],
    ['is empty', () => file('empty', ''), 'empty file'],
    ['is not sorted', () => file('unsorted', words.toReversed().join('\n')), 'is not sorted'],
    [
      'mixes hashes and lines',
      () => file('mixed', [...words.slice(0, 50).map(hashOf), ...words].join('\n')),
      'is not',
    ],
    ['has no lines', () => file('binary', `a\n${'b'.repeat(100_000)}`), 'more than 500 bytes'],
  ])('is not begun with a file that %s', (_, path, why) => expect(problemOf(path())).toContain(why));

  it('goes on without a file that has gone', async () => {
    const path = file('going', 'one\ntwo\n');
    const by = policy(path);
    rmSync(path);
    expect(await judge('correct horse battery staple', by)).toBe('fine');
  });
});

describe('canonicalPassword', () => {
  it('writes the same letters the same way, and leaves everything else as it is', () => {
    expect(canonicalPassword('cafe\u0301')).toBe(canonicalPassword('caf\u00e9'));
    expect(canonicalPassword(' A b\t')).toBe(' A b\t');
    expect(canonicalPassword('ﬁ')).toBe('ﬁ');
  });
});
