import { defineError, InjectStore, isUuid, notFound, type Store } from '@keelson/kernel';
import { InstallationAudit } from '@keelson/operations';
import { accountLink, HttpSettings } from '@keelson/rest';
import { Injectable } from '@nestjs/common';
import { Accounts } from '../accounts.js';
import { AddressLinks } from '../address-links.js';
import { User } from '../user.entity.js';

export const ambiguousUser = defineError(
  'identity.ambiguous_user',
  'conflict',
  'Several accounts use this email address',
);

/** A link that its operator hands over in another way than by mail. */
export interface HandedReset {
  readonly userId: string;
  readonly link: string;
  readonly expiresAt: Date;
}

/** Links to reset a password, for users whom no mail reaches. */
@Injectable()
export class HandedResets {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly accounts: Accounts,
    private readonly links: AddressLinks,
    private readonly http: HttpSettings,
    private readonly audit: InstallationAudit,
  ) {}

  /**
   * A link that resets the password of this account, once. It stands nowhere but in the answer; that it was made is recorded
   * in the log of the installation. Whoever hands it over vouches for the address. Needs a transaction.
   * @param text an id, or a whole email address
   * @throws DomainError `not_found`, also for an account that has ended; `identity.ambiguous_user`
   */
  async make(text: string): Promise<HandedReset> {
    const { id, email } = await this.find(text);
    await this.accounts.hold(email);
    const link = await this.links.note('handed-reset', email, id);
    await this.audit.record({
      subjectType: 'user',
      subjectId: id,
      changes: { resetLinkMade: { before: false, after: true } },
    });
    const token = await this.links.tokenOf(link, 'reset');
    return { userId: id, link: accountLink(this.http, 'reset', token), expiresAt: link.expiresAt };
  }

  /** Of an address the account that has proven it, else the only one. */
  private async find(text: string): Promise<User> {
    const found = isUuid(text)
      ? await this.users.find({ id: text.toLowerCase() }, { limit: 1 })
      : await this.accounts.of(text);
    const user = found.find(({ isProven }) => isProven) ?? found[0];
    if (!user || user.isClosed) throw notFound();
    if (!user.isProven && found.length > 1)
      throw ambiguousUser({ detail: 'None of them has verified it. Pass the id of one account.' });
    return user;
  }
}
