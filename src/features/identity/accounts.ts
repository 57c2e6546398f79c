import { InjectStore, Jobs, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { OrganizationsService } from '../organizations/index.js';
import type { SignUp } from './sign-up.input.js';
import { User } from './user.entity.js';
import { welcomeMail } from './welcome-mail.js';

/** Who has an account. */
@Injectable()
export class Accounts {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly organizations: OrganizationsService,
    private readonly jobs: Jobs,
  ) {}

  async isEmpty(): Promise<boolean> {
    return (await this.users.find({}, { limit: 1 })).length === 0;
  }

  /**
   * Makes an account, or does nothing when the address has one: only the mail tells, and it goes to the owner of the
   * address. Needs a transaction.
   * @throws DomainError `already_exists` when another sign-up for the address commits at the same time
   */
  async signUp(input: SignUp, passwordHash: string): Promise<void> {
    const [known] = await this.users.find({ email: input.email }, { limit: 1 });
    const { id: userId } = known ?? (await this.open(input, passwordHash));
    await this.jobs.enqueue(welcomeMail, { userId, kind: known ? 'known' : 'new' });
  }

  /** A user who owns a new organization; needs a transaction. @throws DomainError `already_exists` */
  async open(
    { email, name, organization }: Omit<SignUp, 'password'>,
    passwordHash: string,
    organizationId?: string,
  ): Promise<User> {
    const user = await this.users.insert({ email, name, passwordHash });
    await this.organizations.create(organization, { userId: user.id, name, email }, organizationId);
    return user;
  }
}
