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
 * second old. Here they are read anew, one such operation of an organization after the other, and of operators, and stay as they are until it
 * is committed: nobody gives or takes rights that they have just lost.
 */
@Injectable()
export class PresentRights implements TransactionGate {
  constructor(
    private readonly access: AccessControl,
    private readonly turns: Turns,
  ) {}

  /** @throws DomainError `unauthenticated` when the session, key or membership has ended; `forbidden`; `identity.unproven` */
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
