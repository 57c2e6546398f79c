import { InjectStore, type Store } from '@keelson/kernel';
import { JobProcessor } from '@keelson/jobs';
import { Notifier } from '@keelson/mail';
import { HttpSettings } from '@keelson/rest';
import { publicAddress } from '@keelson/runtime';
import { Injectable } from '@nestjs/common';
import { knownAddressLetter, welcomeLetter } from './sign-up.mails.js';
import { User } from './user.entity.js';
import { welcomeMail, type WelcomeMail } from './welcome-mail.js';

/** Sends the mail after a sign-up; it may arrive twice when a process dies at the wrong moment. */
@Injectable()
@JobProcessor(welcomeMail)
export class WelcomeMailJob {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly notifier: Notifier,
    private readonly http: HttpSettings,
  ) {}

  async run({ userId, kind }: WelcomeMail): Promise<void> {
    const [user] = await this.users.find({ id: userId }, { limit: 1 });
    // Gone in the meantime: there is nobody to write to.
    if (!user) return;
    await this.notifier.notify(user, kind === 'new' ? welcomeLetter : knownAddressLetter, {
      name: user.name,
      link: publicAddress(this.http),
    });
  }
}
