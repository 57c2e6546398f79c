import { Email, Instant, keyLength, normalizedKey, Row, Text } from '@keelson/kernel';
import { Entity, Index } from 'typeorm';

const longestKey = keyLength(254);
const dayMs = 86_400_000;
/** Milliseconds after which an account that nobody uses, of an address that nobody has proven, may give way to another one. */
export const idleMs = 7 * dayMs;

/** How long before an account ends whose address nobody proves its user is warned, in milliseconds. */
export const warnedBeforeMs = 7 * dayMs;

/** By which the accounts of an address are found: an address is the same in any case of its letters. */
export function addressKey(email: string): string {
  return normalizedKey(email);
}

/** What no password leads to. */
export const noPassword = 'none';

/** What is left of the name of somebody whose account has ended. */
const formerName = 'Former member';

/**
 * A person who can sign in, whichever organizations they belong to. Several accounts may claim one address; one at most has
 * proven it.
 */
@Entity('users')
@Index(['emailKey'])
@Index(['dueAt'])
export class User extends Row {
  @Email({ description: 'Email address, also used to sign in.' })
  email!: string;

  /** The address without regard to case, by which accounts are found; that of a closed account leads to nobody. */
  @Text({ max: longestKey, classified: 'personal' })
  emailKey!: string;

  /** The same as {@link emailKey} once the address is proven: unique, so that an address has one owner. */
  @Text({ max: longestKey, optional: true, unique: 'exact', classified: 'personal' })
  provenKey!: string | null;

  @Text({
    max: 120,
    classified: 'personal',
    description: 'Name of the user.',
    example: 'Ada Lovelace',
  })
  name!: string;

  /** BCP 47, of mails to the user; English without it. */
  @Text({ max: 35, optional: true })
  locale!: string | null;

  /** IANA name, of times in mails to the user; UTC without it. */
  @Text({ max: 64, optional: true })
  timeZone!: string | null;

  /** PHC string of argon2id. Accounts of one address share its salt and cost, so that one hash tries them all. */
  @Text({ max: 255, classified: 'secret' })
  passwordHash!: string;

  /** When it was last signed in to, by the day; kept only until the address is proven. */
  @Instant({ optional: true })
  usedAt!: Date | null;

  /** Since when nobody can sign in. */
  @Instant({ optional: true })
  closedAt!: Date | null;

  /** When it is looked at next: whether it has gone unproven for too long, or can be forgotten. Null while it is proven. */
  @Instant({ optional: true })
  dueAt!: Date | null;

  /** When its user was told that it will end. */
  @Instant({ optional: true })
  warnedAt!: Date | null;

  /** Whether the address is known to be the user's. */
  get isProven(): boolean {
    return this.provenKey !== null;
  }

  get isClosed(): boolean {
    return this.closedAt !== null;
  }

  /** Somebody has signed in. */
  use(now: Date): void {
    if (!this.isProven && now.getTime() - (this.usedAt?.getTime() ?? 0) > dayMs) this.usedAt = now;
  }

  /** The account owns an address from now on. The other accounts of the address must end in the same transaction. */
  own(email: string): void {
    this.email = email;
    this.emailKey = addressKey(email);
    this.provenKey = this.emailKey;
    this.usedAt = null;
    this.dueAt = null;
    this.warnedAt = null;
  }

  /** Ends what the account can do by itself: neither its address nor its password leads to it any more. */
  close(now: Date): void {
    this.closedAt ??= now;
    this.dueAt = new Date(now.getTime() + dayMs);
    // No address has a space, so nothing folds to this.
    this.emailKey = `closed ${this.id}`;
    this.provenKey = null;
    this.passwordHash = noPassword;
  }

  /** Forgets whose account it was. */
  erase(): void {
    Object.assign(this, { name: formerName, email: this.formerEmail, locale: null, timeZone: null });
  }

  get isErased(): boolean {
    return this.email === this.formerEmail;
  }

  /** No mail reaches it (RFC 2606, section 2). */
  private get formerEmail(): string {
    return `${this.id}@closed.invalid`;
  }
}
