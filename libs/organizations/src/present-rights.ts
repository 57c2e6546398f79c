import {
  authorize,
  currentCaller,
  currentContext,
  unauthenticated,
  type CatalogOperation,
  type TransactionGate,
} from '@keelson/kernel';
import { AccessControl } from '@keelson/access';
import { Turns } from '@keelson/sql';
import { Injectable } from '@nestjs/common';

/** The turn of those who change who is an operator. */
export const operatorsTurn = 'operators';

/** The turn of those who change who may do what in an organization. Take it before any row is locked. */
export function rightsTurn(organizationId: string): string {
  return `rights:${organizationId}`;
}

/**
 * For operations that change who may do what: `@GateWithin(PresentRights)`. A request is let in with rights that may be a
 * second old. Here the caller is read anew, in the turn of the organization, or of the operators: nobody gives or takes
 * rights that they have just lost.
 *
 * What only changes in that turn stays as it is until the commit: in an organization, each member's place and role, what
 * the roles allow, and which keys there are with which secret; for operators, who is one. All else was so when it was
 * read, and may end before the commit: the session, a date of a key, and that the organization is active.
 */
@Injectable()
export class PresentRights implements TransactionGate {
  constructor(
    private readonly access: AccessControl,
    private readonly turns: Turns,
  ) {}

  /**
   * @throws DomainError `unauthenticated` when the session, the key, its secret or the membership has ended; `forbidden`,
   * `identity.unproven`, `organizations.suspended`
   */
  async enter({ access }: CatalogOperation): Promise<void> {
    const caller = currentCaller();
    const { organizationId } = caller;
    await this.turns.take(organizationId === null ? operatorsTurn : rightsTurn(organizationId));
    const present = await this.access.present(caller);
    if (!present) throw unauthenticated({ detail: 'Your access has ended.' });
    authorize(present, access);
    currentContext().caller = present;
  }
}
