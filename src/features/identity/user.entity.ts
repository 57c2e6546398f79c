import { Email, Instant, keyLength, normalizedKey, Row, Text } from '@keelson/kernel';
import { Entity, Index } from 'typeorm';

const longestKey = keyLength(254);

/** By which the accounts of an address are found: an address is the same in any case of its letters. */
export function addressKey(email: string): string {
  return normalizedKey(email);
}

/** What no password leads to. */
export const noPassword = 'none';

/**
 * A person who can sign in, whichever organizations they belong to. Several accounts may claim one address; one at most has
 * proven it.
 */
@Entity('users')
@Index(['emailKey'])
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

  /** PHC string of argon2id. Accounts of one address share its salt and cost, so that one hash tries them all. */
  @Text({ max: 255, classified: 'secret' })
  passwordHash!: string;

  /** When it was signed in to last; kept only until the address is proven, by the day. */
  @Instant({ optional: true })
  usedAt!: Date | null;

  /** Since when nobody can sign in. */
  @Instant({ optional: true })
  closedAt!: Date | null;

  /** Whether the address is known to be the user's. */
  get isProven(): boolean {
    return this.provenKey !== null;
  }

  get isClosed(): boolean {
    return this.closedAt !== null;
  }

  /** The account owns an address from now on. The other accounts of the address must end in the same transaction. */
  own(email: string): void {
    this.email = email;
    this.emailKey = addressKey(email);
    this.provenKey = this.emailKey;
  }

  /** Ends what the account can do by itself: neither its address nor its password leads to it any more. */
  close(now: Date): void {
    this.closedAt ??= now;
    // No address has a space, so nothing folds to this.
    this.emailKey = `closed ${this.id}`;
    this.provenKey = null;
    this.passwordHash = noPassword;
  }
}
