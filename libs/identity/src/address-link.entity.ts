import { Email, Identifier, Instant, OneOf, Row, Text } from '@keelson/kernel';
import { Entity, Index } from 'typeorm';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Why a mail goes to an address, or what it is about that somebody has asked for. Those with a prefix bear a link. */
export const linkPurposes = {
  /** Somebody has signed up: whoever reads the mail can prove the address. */
  prove: { prefix: 'kpa', lifetimeMs: 7 * dayMs, quietMs: 10 * minuteMs },
  /** Nobody has proven the address, and an account will end for it. The mail has a link that proves it. */
  lapse: { prefix: null, lifetimeMs: 7 * dayMs, quietMs: 7 * dayMs },
  /** Somebody has signed up, but the address has an owner. */
  known: { prefix: null, lifetimeMs: dayMs, quietMs: dayMs },
  /** Somebody has forgotten the password. */
  reset: { prefix: 'kpr', lifetimeMs: 30 * minuteMs, quietMs: 10 * minuteMs },
  /** An operator hands out a link to reset the password of an account. No mail. */
  'handed-reset': { prefix: null, lifetimeMs: 30 * minuteMs, quietMs: 0 },
  /** A user wants this to be their address. No mail: that is `change`, which serves all who want it. */
  'change-request': { prefix: null, lifetimeMs: dayMs, quietMs: 0 },
  /** Somebody wants this to be their address: whoever reads the mail can confirm a request of their own. */
  change: { prefix: 'kca', lifetimeMs: dayMs, quietMs: 10 * minuteMs },
  /** A user has another address now; who reads mail here can take it back. */
  undo: { prefix: 'kua', lifetimeMs: 7 * dayMs, quietMs: 0 },
  /** A user has another address now; this one was never proven to be theirs. */
  left: { prefix: null, lifetimeMs: dayMs, quietMs: dayMs },
  /** This is a user's address now. */
  joined: { prefix: null, lifetimeMs: dayMs, quietMs: 0 },
} as const;

export type LinkPurpose = keyof typeof linkPurposes;

/**
 * That a mail was asked for, and the link in it. Written for every address that is asked about, whether it has an account or
 * not: the answer takes as long, and mails to an address are bounded in either case.
 */
@Entity('address_links')
@Index(['emailKey', 'purpose', 'createdAt'])
@Index(['userId', 'purpose', 'createdAt'])
@Index(['expiresAt'])
export class AddressLink extends Row {
  @OneOf(Object.keys(linkPurposes))
  purpose!: LinkPurpose;

  @Email()
  email!: string;

  /** Addresses are ASCII, so the key is no longer than the address; MariaDB indexes no more than that beside others. */
  @Text({ max: 254, classified: 'personal' })
  emailKey!: string;

  /** The account it is about; null where the address is all that is known. */
  @Identifier({ optional: true })
  userId!: string | null;

  @Instant()
  expiresAt!: Date;

  @Instant({ optional: true })
  usedAt!: Date | null;

  isGood(now: Date): boolean {
    return this.usedAt === null && now < this.expiresAt;
  }
}
