import { InjectStore, Jobs, type Store } from '@keelson/kernel';
import { ServerClock, Turns } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { AccountNotice, type NoticeKind } from './account-notice.entity.js';
import { accountMail } from './account-mail.js';

const hourMs = 3_600_000;
/** Least time between two mails of a kind, in milliseconds: nobody may fill another's mailbox by signing in, or trying to. */
const pauseMs: Readonly<Record<NoticeKind, number>> = {
  'new-device': hourMs,
  refusals: 24 * hourMs,
  'password-changed': 0,
};

/** Mails to a user about what has happened to the account. */
@Injectable()
export class AccountNotices {
  constructor(
    @InjectStore(AccountNotice) private readonly notices: Store<AccountNotice>,
    private readonly jobs: Jobs,
    private readonly turns: Turns,
    private readonly clock: ServerClock,
  ) {}

  /** Has a mail sent, unless one of the kind was sent a short while ago; needs a transaction. */
  async send(userId: string, kind: NoticeKind, sessionId: string | null = null): Promise<void> {
    await this.turns.take(`account-notices:${userId}`);
    const now = this.clock.now();
    const [last] = await this.notices.find({ userId, kind }, { limit: 1 });
    if (last && now.getTime() - last.sentAt.getTime() < pauseMs[kind]) return;
    if (last) await this.notices.save(Object.assign(last, { sentAt: now }));
    else await this.notices.insert({ userId, kind, sentAt: now });
    await this.jobs.enqueue(accountMail, { userId, kind, at: now, sessionId });
  }
}
