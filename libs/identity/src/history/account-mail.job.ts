import { InjectStore, type Store } from '@keelson/kernel';
import { JobProcessor } from '@keelson/jobs';
import { Notifier } from '@keelson/mail';
import { HttpSettings } from '@keelson/rest';
import { publicAddress } from '@keelson/runtime';
import { Injectable } from '@nestjs/common';
import { Session } from '../session.entity.js';
import { User } from '../user.entity.js';
import { accountMail, type AccountMail } from './account-mail.js';
import { newDeviceLetter, passwordChangedLetter, refusalsLetter } from './account.mails.js';

/** Writes to a user about the account; it may arrive twice when a process dies at the wrong moment. */
@Injectable()
@JobProcessor(accountMail)
export class AccountMailJob {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    @InjectStore(Session) private readonly sessions: Store<Session>,
    private readonly notifier: Notifier,
    private readonly http: HttpSettings,
  ) {}

  async run({ userId, kind, at, sessionId }: AccountMail): Promise<void> {
    const [user] = await this.users.find({ id: userId }, { limit: 1 });
    // Gone in the meantime: the address is erased.
    if (!user || user.isClosed) return;
    const { name } = user;
    const link = publicAddress(this.http);
    switch (kind) {
      case 'new-device': {
        const [session] = await this.sessions.find({ id: sessionId ?? userId }, { limit: 1 });
        if (!session) return;
        const [device, network] = [session.device ?? '?', session.network ?? '?'];
        return this.notifier.notify(user, newDeviceLetter, { name, link, at, device, network });
      }
      case 'refusals':
        return this.notifier.notify(user, refusalsLetter, { name, link });
      case 'password-changed':
        return this.notifier.notify(user, passwordChangedLetter, { name, link, at });
    }
  }
}
