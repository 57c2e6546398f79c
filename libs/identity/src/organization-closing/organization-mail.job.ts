import { InjectStore, type Store } from '@keelson/kernel';
import { JobProcessor } from '@keelson/jobs';
import { Notifier } from '@keelson/mail';
import { HttpSettings } from '@keelson/rest';
import { publicAddress } from '@keelson/runtime';
import { Injectable } from '@nestjs/common';
import { User } from '../user.entity.js';
import { organizationMail, type OrganizationMail } from './organization-mail.js';
import { organizationClosedLetter, organizationResumedLetter } from './organization.mails.js';

/** Writes to an owner about the end of an organization; it may arrive twice when a process dies at the wrong moment. */
@Injectable()
@JobProcessor(organizationMail)
export class OrganizationMailJob {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly notifier: Notifier,
    private readonly http: HttpSettings,
  ) {}

  async run({
    userId,
    byId,
    kind,
    organizationId: id,
    organization,
    deletedAt,
  }: OrganizationMail): Promise<void> {
    const found = await this.users.find({ id: [userId, byId] });
    const user = found.find((one) => one.id === userId);
    // Gone in the meantime: the address is erased.
    if (!user || user.isClosed) return;
    const by = found.find((one) => one.id === byId)?.name ?? '?';
    const link = publicAddress(this.http);
    const said = { name: user.name, by, organization, link };
    if (kind === 'closed')
      await this.notifier.notify(user, organizationClosedLetter, { ...said, id, deletedAt });
    else await this.notifier.notify(user, organizationResumedLetter, said);
  }
}
