import { defineError, normalizedKey, SettingsError, validationFailed } from '@keelson/kernel';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { IdentitySettings } from './identity.settings.js';
import { BlocklistFile } from './passwords/blocklist-file.js';
import { frequentPasswords } from './passwords/frequent-passwords.js';
import { asLetters, coreOf, foldedPassword, surprises, unitOf } from './passwords/password-shape.js';

/** In code points; NIST SP 800-63B asks for at least 8 and to allow at least 64. */
export const shortestPassword = 12;
export const longestPassword = 128;

/** Fewest code points that must not follow from the one before. */
const fewestSurprises = 5;
/** Shortest word of a name or an address that counts as one, and the least that must be left without them. */
const shortestWord = 3;
const fewestLeft = 4;

/** A password that the schema allows and the lists do not. */
export const weakPassword = defineError(
  'identity.weak_password',
  'unprocessable',
  'The password is too easy to guess',
);

/** Whose password it is to be: what others know of them is no secret. */
export interface PasswordOwner {
  readonly email: string;
  readonly name?: string | undefined;
  readonly organization?: string | undefined;
}

/**
 * The form in which a password is hashed: NFC, since keyboards write the same letter in different ways (RFC 8265,
 * section 4.2). Nothing is cut off, trimmed or replaced.
 */
export function canonicalPassword(password: string): string {
  return password.normalize('NFC');
}

/**
 * Which passwords nobody may have: after NIST SP 800-63B-4, section 3.1.1.2, no rules about kinds of characters, but a length and
 * lists of what is guessed first, compared with the password as a whole.
 */
@Injectable()
export class PasswordPolicy implements OnModuleInit {
  private readonly logger = new Logger('Passwords');
  private readonly file: BlocklistFile | null;

  constructor({ passwordBlocklistFile: path }: IdentitySettings) {
    this.file = path === undefined ? null : new BlocklistFile(path);
  }

  /** @throws SettingsError when the operator's file cannot be used */
  onModuleInit(): void {
    const problem = this.file?.problem() ?? null;
    if (problem !== null) throw new SettingsError([{ variable: 'PASSWORD_BLOCKLIST_FILE', problem }]);
  }

  /** @throws DomainError `validation_failed` for its length, `identity.weak_password`, each of which says why */
  async refuseWeak(password: string, owner: PasswordOwner, pointer = '/password'): Promise<void> {
    const told = (fault: string) => ({
      detail: `The password ${fault}.`,
      errors: [{ pointer, detail: fault }],
    });
    const wrongLength = lengthFaultOf(password);
    if (wrongLength) throw validationFailed(told(wrongLength));
    const weakness = weaknessOf(password, owner) ?? ((await this.isBlocked(password)) ? common : null);
    if (weakness) throw weakPassword(told(weakness));
  }

  private async isBlocked(password: string): Promise<boolean> {
    try {
      const forms = [canonicalPassword(password), foldedPassword(password)];
      return (await this.file?.includesAny(forms)) ?? false;
    } catch (error) {
      // It could be read at the start. The list that ships has been asked, and people must be able to sign up.
      this.logger.error(`PASSWORD_BLOCKLIST_FILE can no longer be read: ${(error as Error).message}`);
      return false;
    }
  }
}

const common = 'must not be a common password';

function lengthFaultOf(password: string): string | null {
  const { length } = [...canonicalPassword(password)];
  if (length < shortestPassword) return `must have at least ${shortestPassword} characters`;
  return length > longestPassword ? `must have at most ${longestPassword} characters` : null;
}

function weaknessOf(password: string, owner: PasswordOwner): string | null {
  if (normalizedKey(password) === normalizedKey(owner.email)) return 'must not be the email address';
  const folded = foldedPassword(canonicalPassword(password));
  const unit = unitOf(folded);
  if (isCommon(folded) || isCommon(unit)) return common;
  if (unit !== folded && [...unit].length < shortestPassword)
    return 'must not be a repetition of a shorter text';
  if (surprises(folded) < fewestSurprises) return 'must not be a sequence of characters or keys';
  if (isMadeOf(folded, wordsOf(owner)))
    return "must not consist of your name, your email address or your organization's name";
  return null;
}

function isCommon(folded: string): boolean {
  const known = frequentPasswords();
  return [folded, asLetters(folded), coreOf(folded)].some((form) => form.length >= 4 && known.has(form));
}

/** Whether hardly anything is left of a password without these words, digits and signs. */
function isMadeOf(folded: string, words: readonly string[]): boolean {
  return [folded, asLetters(folded)].some((form) => {
    let left = form;
    for (const word of words) left = left.replaceAll(word, ' ');
    return left !== form && left.replace(/[^\p{L}]/gu, '').length < fewestLeft;
  });
}

/** The words of a name and an address, the longest first. */
function wordsOf({ email, name = '', organization = '' }: PasswordOwner): string[] {
  const words = `${email} ${name} ${organization}`.split(/[^\p{L}\p{N}]+/u).map(foldedPassword);
  return [...new Set(words)]
    .filter(({ length }) => length >= shortestWord)
    .sort((a, b) => b.length - a.length);
}
