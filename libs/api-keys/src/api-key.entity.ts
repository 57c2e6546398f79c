import {
  Identifier,
  Instant,
  Integer,
  OrganizationRow,
  PermissionNames,
  Ref,
  Text,
  TextList,
} from '@keelson/kernel';
import { Entity, Index } from 'typeorm';
import { Member } from '@keelson/organizations';

/** What a rotation leaves of a key. */
export interface Rotation {
  readonly digest: string;
  readonly shown: string;
  /** Until when the key before works. */
  readonly overlapEndsAt: Date;
  /** The end of the new one; unchanged if left out. */
  readonly expiresAt?: Date | null;
}

/** A credential of a program: it acts as a member, with at most the permissions of that member. */
@Entity('api_keys')
@Index(['organizationId', 'memberId', 'createdAt', 'id'])
@Index(['digest'], { unique: true })
@Index(['previousDigest'], { unique: true })
export class ApiKey extends OrganizationRow {
  @Text({ max: 120, example: 'Nightly stock report', description: 'What the key is for.' })
  name!: string;

  @Ref(() => Member, { description: 'Id of the member that the key acts as.' })
  memberId!: string;

  /** The member as tokens and jobs know it: its user, or a service account itself. */
  @Identifier()
  bearerId!: string;

  /** {@link Member.rejoins} when the key was made. It ends with that membership, also where the member comes back. */
  @Integer({ min: 1, optional: true })
  memberRejoins!: number | null;

  @Text({
    max: 16,
    example: 'kls_9fXa2B',
    description: 'The first characters of the key, to help you recognize it.',
  })
  prefix!: string;

  /** SHA-256 of the key. */
  @Text({ max: 64, classified: 'secret' })
  digest!: string;

  /** Of the key before the last rotation. */
  @Text({ max: 64, optional: true, classified: 'secret' })
  previousDigest!: string | null;

  @Instant({
    optional: true,
    description: 'When the key from before the last rotation stops working; null if there is none.',
  })
  previousExpiresAt!: Date | null;

  @PermissionNames({
    max: 500,
    optional: true,
    example: [],
    description:
      "Permissions of the key, limited to those that the member still has; null for all of the member's permissions except owner-only ones.",
  })
  permissions!: string[] | null;

  @TextList({
    max: 20,
    min: 1,
    optional: true,
    each: { max: 43, pattern: /^[0-9a-fA-F.:]+(\/\d{1,3})?$/ },
    example: ['203.0.113.0/24'],
    message: 'must be a list of up to 20 different networks such as 203.0.113.0/24 or 2001:db8::/32',
    description: 'Networks from which the key can be used, in CIDR notation; null for any network.',
  })
  networks!: string[] | null;

  @Instant({
    optional: true,
    example: '2099-12-31T23:59:59.000Z',
    description: 'When the key expires, a time in the future; null if it never expires.',
  })
  expiresAt!: Date | null;

  @Instant({
    optional: true,
    description: 'When the key was last used, accurate to a minute or two; null if it was never used.',
  })
  lastUsedAt!: Date | null;

  /** Whether it was made in the present membership of its member. */
  isOf({ id, status, rejoins }: Pick<Member, 'id' | 'status' | 'rejoins'>): boolean {
    return this.memberId === id && status === 'active' && this.memberRejoins === rejoins;
  }

  isOver(now: Date): boolean {
    return this.expiresAt !== null && this.expiresAt <= now;
  }

  isFor(digest: string): boolean {
    return digest === this.digest || digest === this.previousDigest;
  }

  /** When the key with this digest ends, which is this one or the one before; null for one without an end. */
  endOf(digest: string): Date | null {
    if (digest !== this.previousDigest) return this.expiresAt;
    const end = this.previousExpiresAt ?? new Date(0);
    return this.expiresAt !== null && this.expiresAt < end ? this.expiresAt : end;
  }

  /** Puts a new key in the place of the present one, which goes on for a while; the one before that ends at once. */
  rotate({ digest, shown, overlapEndsAt, expiresAt = this.expiresAt }: Rotation): void {
    // What was to end earlier still does.
    const end = this.expiresAt !== null && this.expiresAt < overlapEndsAt ? this.expiresAt : overlapEndsAt;
    Object.assign(this, { previousDigest: this.digest, previousExpiresAt: end });
    Object.assign(this, { digest, prefix: shown, expiresAt });
  }
}
