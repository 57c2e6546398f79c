import { InjectStore, type Store } from '@keelson/kernel';
import { HttpSettings, JobProcessor, Mailer, publicAddress } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { User } from './user.entity.js';
import { welcomeMail, type WelcomeMail } from './welcome-mail.js';

/** Sends the mail after a sign-up; it may arrive twice when a process dies at the wrong moment. */
@Injectable()
@JobProcessor(welcomeMail)
export class WelcomeMailJob {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly mailer: Mailer,
    private readonly http: HttpSettings,
  ) {}

  async run({ userId, kind }: WelcomeMail): Promise<void> {
    const [user] = await this.users.find({ id: userId }, { limit: 1 });
    // Gone in the meantime: there is nobody to write to.
    if (!user) return;
    await this.mailer.send({ to: user.email, ...this.letters[kind](user.name) });
  }

  /** The name is what somebody typed: text only, and in one line. */
  private readonly letters = {
    new: (name: string) => ({
      subject: 'Welcome',
      text: `Hello ${oneLine(name)},\n\nYour account is ready. Sign in with this email address at ${this.address}.\n\nIf you did not sign up, someone else used your address: please let us know.\n`,
    }),
    known: (name: string) => ({
      subject: 'You already have an account',
      text: `Hello ${oneLine(name)},\n\nSomeone, perhaps you, tried to sign up with this email address, which already has an account. Nothing was changed. Sign in as usual at ${this.address}.\n\nIf this was not you, you do not need to do anything.\n`,
    }),
  };

  private get address(): string {
    return publicAddress(this.http);
  }
}

function oneLine(name: string): string {
  return name.replace(/\s+/g, ' ').trim();
}
