import { defineError, InjectStore, notFound, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { MakeOwner, rightsTurn } from '@keelson/organizations';
import { Turns } from '@keelson/sql';
import { User } from '../user.entity.js';

export const unprovenOwner = defineError(
  'organizations.unproven_owner',
  'unprocessable',
  'An owner must have a verified email address',
);

/** Gives organizations an owner at the word of an operator. */
@Injectable()
export class Owners {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly makeOwner: MakeOwner,
    private readonly turns: Turns,
  ) {}

  /**
   * Needs a transaction; a route is `@GateWithin(PresentRights)`, which has the operators' turn before the one taken here.
   * @throws DomainError `not_found`, `organizations.unproven_owner`, and as {@link MakeOwner.run}
   */
  async make(organizationId: string, userId: string): Promise<void> {
    await this.turns.take(rightsTurn(organizationId));
    // Neither does the account end meanwhile.
    const [user] = (await this.users.lock([userId])) as [User];
    if (user.isClosed) throw notFound();
    if (!user.isProven)
      throw unprovenOwner({
        detail:
          'The user must verify the email address first. Otherwise, another account could verify it, which would close this one.',
      });
    const { name, email } = user;
    await this.makeOwner.run(organizationId, { userId, name, email });
  }
}
