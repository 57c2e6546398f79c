import { defineError, InjectStore, Jobs, type Store } from '@keelson/kernel';
import { MailTokens, type MailTokenPurpose } from '@keelson/access';
import { Database, ServerClock } from '@keelson/sql';
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
   * @param userId the account it is about, where it is about one alone
   */
  async send(purpose: LinkPurpose, email: string, userId: string | null = null): Promise<void> {
    await this.accounts.hold(email);
    const since = new Date(this.clock.ms() - linkPurposes[purpose].quietMs);
    if (await this.isRecent(purpose, email, since)) return;
    const { id: linkId } = await this.note(purpose, email, userId);
    await this.jobs.enqueue(addressMail, { linkId });
  }

  /** Writes down that something was asked for, without a mail; needs a transaction. */
  note(purpose: LinkPurpose, email: string, userId: string | null): Promise<AddressLink> {
    return this.links.insert({
      purpose,
      email,
      emailKey: addressKey(email),
      userId,
      expiresAt: new Date(this.clock.ms() + linkPurposes[purpose].lifetimeMs),
      usedAt: null,
    });
  }

  /** What was asked for about an address last and is still open. @param userId the account that it must be about */
  async latest(
    purpose: LinkPurpose,
    email: string,
    userId: string | null = null,
  ): Promise<AddressLink | null> {
    const ofUser = userId === null ? '' : ' AND user_id = ?';
    const [row] = await this.database.read<{ id: string }>(
      `SELECT id FROM address_links WHERE email_key = ? AND purpose = ? AND used_at IS NULL AND expires_at > ?${ofUser} ORDER BY created_at DESC, id DESC LIMIT 1`,
      [addressKey(email), purpose, this.clock.now(), ...(userId === null ? [] : [userId])],
    );
    return row ? this.find(row.id) : null;
  }

  /**
   * The open link by which an account can go back to an address; null when there is none, or the account has ended or is
   * back. Until it is over, nobody else can prove the address.
   */
  async wayBack(email: string): Promise<AddressLink | null> {
    const key = addressKey(email);
    const [row] = await this.database.read<{ id: string }>(
      `SELECT l.id FROM address_links l JOIN users u ON u.id = l.user_id WHERE l.email_key = ? AND l.purpose = 'undo' AND l.used_at IS NULL AND l.expires_at > ? AND u.closed_at IS NULL AND u.email_key <> ? ORDER BY l.created_at DESC, l.id DESC LIMIT 1`,
      [key, this.clock.now(), key],
    );
    return row ? this.find(row.id) : null;
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

  /** How often a user has asked for something lately. */
  async countOf(purpose: LinkPurpose, userId: string, withinMs: number): Promise<number> {
    const [row] = await this.database.read<{ n: number }>(
      `SELECT COUNT(*) AS n FROM address_links WHERE user_id = ? AND purpose = ? AND created_at > ?`,
      [userId, purpose, new Date(this.clock.ms() - withinMs)],
    );
    return Number(row?.n ?? 0);
  }

  /** Ends the links of the same kind about an account that were sent later than this one; needs a transaction. */
  async endLater({ id, userId, purpose, createdAt }: AddressLink): Promise<void> {
    const now = this.clock.now();
    await this.database.write(
      'UPDATE address_links SET used_at = ?, updated_at = ?, version = version + 1 WHERE user_id = ? AND purpose = ? AND created_at >= ? AND id <> ? AND used_at IS NULL',
      [now, now, userId, purpose, createdAt, id],
    );
  }

  /** Ends a link whose mail was not sent, so that the next request does not wait for it. */
  async dropUnsent(link: AddressLink): Promise<void> {
    await this.database.transaction(() => this.use(link));
  }

  /** Forgets all links about an account; needs a transaction. */
  async forgetAll(userId: string): Promise<void> {
    await this.database.write('DELETE FROM address_links WHERE user_id = ?', [userId]);
  }

  private async isRecent(purpose: LinkPurpose, email: string, since: Date): Promise<boolean> {
    const rows = await this.database.read(
      `SELECT id FROM address_links WHERE email_key = ? AND purpose = ? AND created_at > ? AND used_at IS NULL LIMIT 1`,
      [addressKey(email), purpose, since],
    );
    return rows.length > 0;
  }
}

function tokenPurpose(purpose: LinkedPurpose): MailTokenPurpose {
  return { name: `${purpose}-address`, prefix: linkPurposes[purpose].prefix };
}
