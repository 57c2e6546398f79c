import { InjectStore, type Store } from '@keelson/kernel';
import {
  JobProcessor,
  Mailer,
  PLATFORM_OPTIONS,
  publicAddress,
  type PlatformOptions,
} from '@keelson/platform';
import { Inject, Injectable } from '@nestjs/common';
import { User } from './user.entity.js';
import { welcomeMail, type WelcomeMail } from './welcome-mail.js';

/** Sends the mail after a sign-up; it may arrive twice when a process dies at the wrong moment. */
@Injectable()
@JobProcessor(welcomeMail)
export class WelcomeMailJob {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly mailer: Mailer,
    @Inject(PLATFORM_OPTIONS) private readonly options: PlatformOptions,
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
      text: `Hello ${oneLine(name)},\n\nyour account is ready. Sign in with this e-mail address at ${this.address}.\n\nIf it was not you who signed up, somebody has used your address: please tell us.\n`,
    }),
    known: (name: string) => ({
      subject: 'You have an account already',
      text: `Hello ${oneLine(name)},\n\nsomebody, perhaps you, has tried to sign up with this e-mail address, which has an account already. Nothing was changed. Sign in as usual at ${this.address}.\n\nIf it was not you, there is nothing to do.\n`,
    }),
  };

  private get address(): string {
    return publicAddress(this.options.http);
  }
}

function oneLine(name: string): string {
  return name.replace(/\s+/g, ' ').trim();
}
