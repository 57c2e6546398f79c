import { defineError, InjectStore, Jobs, type Store } from '@keelson/kernel';
import { Database, MailTokens, ServerClock, type MailTokenPurpose } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { Accounts } from './accounts.js';
import { AddressLink, linkPurposes, type LinkPurpose } from './address-link.entity.js';
import { addressMail } from './address-mail.js';
import { addressKey } from './user.entity.js';

export const linkOver = defineError(
  'identity.link_invalid',
  'unprocessable',
  'The link is invalid, has expired or was already used',
);

/** A purpose that has a link. */
type LinkedPurpose = {
  [P in LinkPurpose]: (typeof linkPurposes)[P]['prefix'] extends null ? never : P;
}[LinkPurpose];

/** What is the same for all tokens of a row: none of them is replaced by another one. */
const nonce = '';

/** The links in mails about an address: single use, for a while, and a few mails at most. */
@Injectable()
export class AddressLinks {
  constructor(
    @InjectStore(AddressLink) private readonly links: Store<AddressLink>,
    private readonly accounts: Accounts,
    private readonly tokens: MailTokens,
    private readonly database: Database,
    private readonly clock: ServerClock,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Has a mail sent, unless one of the kind was sent a short while ago and its link is still good: strangers cannot have an
   * address flooded, and the mail that came serves as well. Needs a transaction.
   * @param userId the account it is about; then only mails about it count
   */
  async send(purpose: LinkPurpose, email: string, userId: string | null = null): Promise<void> {
    await this.accounts.hold(email);
    const now = this.clock.now();
    const { lifetimeMs, quietMs } = linkPurposes[purpose];
    if (await this.isRecent(purpose, email, userId, new Date(now.getTime() - quietMs))) return;
    const { id: linkId } = await this.links.insert({
      purpose,
      email,
      emailKey: addressKey(email),
      userId,
      expiresAt: new Date(now.getTime() + lifetimeMs),
      usedAt: null,
    });
    await this.jobs.enqueue(addressMail, { linkId });
  }

  /** The link of a mail that is still good; null when it was used or its time is over. */
  async find(linkId: string): Promise<AddressLink | null> {
    const [link] = await this.links.find({ id: linkId }, { limit: 1 });
    return link?.isGood(this.clock.now()) ? link : null;
  }

  tokenOf({ id }: AddressLink, purpose: LinkedPurpose): Promise<string> {
    return this.tokens.write(tokenPurpose(purpose), { id, nonce });
  }

  /** The link that a token stands for. A token that is not ours costs no statement. @throws DomainError `identity.link_invalid` */
  async open(purpose: LinkedPurpose, token: string): Promise<AddressLink> {
    const kind = tokenPurpose(purpose);
    const id = this.tokens.idOf(kind, token);
    if (id === null || !(await this.tokens.fits(kind, token, { id, nonce }))) throw linkOver();
    const link = await this.find(id);
    if (!link) throw linkOver();
    return link;
  }

  /** Uses a link up; needs a transaction. @throws DomainError `identity.link_invalid` when another request has */
  async use({ id }: AddressLink): Promise<void> {
    const [link] = await this.links.lock([id]);
    if (!link?.isGood(this.clock.now())) throw linkOver();
    link.usedAt = this.clock.now();
    await this.links.save(link);
  }

  /** How many mails for a purpose a user has asked for lately. */
  countOf(purpose: LinkPurpose, userId: string, withinMs: number): Promise<number> {
    return this.count('user_id', userId, purpose, withinMs);
  }

  /** How many mails for a purpose have gone to an address lately. */
  countTo(purpose: LinkPurpose, email: string, withinMs: number): Promise<number> {
    return this.count('email_key', addressKey(email), purpose, withinMs);
  }

  /** Ends the links of the same kind about an account that were sent later than this one; needs a transaction. */
  async endLater({ userId, purpose, createdAt }: AddressLink): Promise<void> {
    const now = this.clock.now();
    await this.database.write(
      'UPDATE address_links SET used_at = ?, updated_at = ?, version = version + 1 WHERE user_id = ? AND purpose = ? AND created_at >= ? AND used_at IS NULL',
      [now, now, userId, purpose, createdAt],
    );
  }

  private async count(
    column: 'user_id' | 'email_key',
    value: string,
    purpose: LinkPurpose,
    withinMs: number,
  ): Promise<number> {
    const [row] = await this.database.read<{ n: number }>(
      `SELECT COUNT(*) AS n FROM address_links WHERE ${column} = ? AND purpose = ? AND created_at > ?`,
      [value, purpose, new Date(this.clock.ms() - withinMs)],
    );
    return Number(row?.n ?? 0);
  }

  private async isRecent(
    purpose: LinkPurpose,
    email: string,
    userId: string | null,
    since: Date,
  ): Promise<boolean> {
    const ofUser = userId === null ? '' : ' AND user_id = ?';
    const rows = await this.database.read(
      `SELECT id FROM address_links WHERE email_key = ? AND purpose = ? AND created_at > ? AND used_at IS NULL${ofUser} LIMIT 1`,
      [addressKey(email), purpose, since, ...(userId === null ? [] : [userId])],
    );
    return rows.length > 0;
  }
}

function tokenPurpose(purpose: LinkedPurpose): MailTokenPurpose {
  return { name: `${purpose}-address`, prefix: linkPurposes[purpose].prefix };
}
