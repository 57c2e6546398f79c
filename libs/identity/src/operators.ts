import { currentContext, defineError, InjectStore, notFound, withContext, type Store } from '@keelson/kernel';
import { AccessControl } from '@keelson/access';
import { Database, Turns } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { operatorsTurn } from '@keelson/organizations';
import { Operator } from './operator.entity.js';
import { User } from './user.entity.js';

/** Most operators that an installation has. */
export const mostOperators = 200;

export const ownRevocation = defineError(
  'operators.own_revocation',
  'conflict',
  'You cannot revoke your own operator access',
);
export const unprovenOperator = defineError(
  'operators.unproven',
  'unprocessable',
  'An operator must have a verified email address',
);
export const tooManyOperators = defineError('operators.too_many', 'conflict', 'Too many operators');

/**
 * Who operates the installation. Users are named by their id: several accounts may claim an address. An operator has proven
 * theirs, so that no one else ends the account by proving it; in an older version, one need not have.
 */
@Injectable()
export class Operators {
  constructor(
    @InjectStore(Operator) private readonly operators: Store<Operator>,
    @InjectStore(User) private readonly users: Store<User>,
    private readonly access: AccessControl,
    private readonly database: Database,
    private readonly turns: Turns,
  ) {}

  async includes(userId: string): Promise<boolean> {
    return (await this.operators.find({ userId }, { limit: 1 })).length > 0;
  }

  list(): Promise<Operator[]> {
    return this.operators.find({}, { limit: mostOperators });
  }

  /**
   * Makes a user an operator, who may be one already; needs a transaction.
   * @throws DomainError `not_found` when there is no such user, `operators.unproven`, `operators.too_many`, `already_exists`
   * in a race
   */
  async grant(userId: string): Promise<Operator> {
    await this.takeTurn();
    const [known] = await this.operators.find({ userId }, { limit: 1 });
    return known ?? this.make(userId);
  }

  /**
   * Ends the powers of an operator, everywhere within a second; needs a transaction. The command line may end those of the
   * last one, since it can make another; a route is `@GateWithin(PresentRights)`, so that who ends another stays one.
   * @throws DomainError `not_found`; `operators.own_revocation` and `operators.unproven`, so that an installation keeps one
   */
  async revoke(userId: string): Promise<void> {
    const own = currentContext().caller?.userId;
    // Nobody's powers end meanwhile, by another revocation or because the account is closed.
    await this.takeTurn();
    const [operator] = await this.operators.find({ userId }, { limit: 1 });
    if (!operator) throw notFound();
    if (userId === own) throw ownRevocation();
    if (own && !(await this.isAnyProven([own])))
      throw unprovenOperator({
        detail: 'Verify your email address first: otherwise you might become the only operator.',
      });
    await this.operators.lock([operator.id]);
    await this.operators.remove(operator);
    await this.access.changed({ subject: 'user', id: userId });
  }

  /**
   * Ends the powers of somebody whose account ends, whoever ends it; needs a transaction and the user's locked row. In turn,
   * as all that changes who is an operator.
   */
  async forget(userId: string): Promise<void> {
    if (!(await this.includes(userId))) return;
    await this.takeTurn();
    const [operator] = await this.operators.find({ userId }, { limit: 1 });
    if (operator) await this.operators.remove(operator);
  }

  /**
   * Whether a user is the only operator that counts, to the end of the transaction: no other one is revoked or closes the
   * account meanwhile. One who has not proven the address does not count: a proof by another ends the account.
   */
  async isLast(userId: string): Promise<boolean> {
    if (!(await this.includes(userId))) return false;
    await this.takeTurn();
    const others = (await this.list()).filter((one) => one.userId !== userId);
    return !(await this.isAnyProven(others.map((one) => one.userId)));
  }

  private async isAnyProven(userIds: readonly string[]): Promise<boolean> {
    const users = await this.users.find({ id: [...userIds] }, { limit: mostOperators });
    return users.some(({ isProven }) => isProven);
  }

  /**
   * Makes a user the first operator of an installation that has none.
   * @returns false when it has one, also when another process was first
   * @throws DomainError `not_found` when there is no such user, `operators.unproven`
   */
  async ensureFirst(userId: string): Promise<boolean> {
    return withContext({ operation: 'installation-operators:make-first' }, async () => {
      try {
        return await this.database.transaction(async () => {
          await this.takeTurn();
          if ((await this.operators.find({}, { limit: 1 })).length > 0) return false;
          await this.make(userId);
          return true;
        });
      } catch (error) {
        if ((error as { code?: string }).code === 'already_exists') return false;
        throw error;
      }
    });
  }

  /** Needs the turn. */
  private async make(userId: string): Promise<Operator> {
    await this.lockProven(userId);
    if ((await this.list()).length >= mostOperators) throw tooManyOperators();
    return this.operators.insert({ userId });
  }

  /** An account that is being closed must not become an operator: it would count as one that nobody can sign in to. */
  private async lockProven(userId: string): Promise<void> {
    const [user] = (await this.users.lock([userId])) as [User];
    if (user.isClosed) throw notFound();
    if (!user.isProven)
      throw unprovenOperator({
        detail:
          'The user must verify the email address first: anyone who verifies it with another account ends this one.',
      });
  }

  /**
   * Before the row of the user who becomes an operator. An account that ends has its row locked already and takes the turn
   * only if it is an operator's, and the row of one who is an operator nobody waits for in this turn.
   */
  private takeTurn(): Promise<void> {
    return this.turns.take(operatorsTurn);
  }
}
