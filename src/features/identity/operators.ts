import {
  currentContext,
  defineError,
  forbidden,
  InjectStore,
  notFound,
  withContext,
  type Store,
} from '@keelson/kernel';
import { AccessControl, Database, Turns } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { Operator } from './operator.entity.js';
import { User } from './user.entity.js';

/** Most operators that an installation has. */
export const mostOperators = 200;

export const ownRevocation = defineError(
  'operators.own_revocation',
  'conflict',
  'You cannot revoke your own operator access',
);
export const tooManyOperators = defineError('operators.too_many', 'conflict', 'Too many operators');

/** Who operates the installation. Users are named by their id: an address says nothing of who has signed up with it. */
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
   * @throws DomainError `not_found` when there is no such user, `operators.too_many`, `already_exists` in a race
   */
  async grant(userId: string): Promise<Operator> {
    const [known] = await this.operators.find({ userId }, { limit: 1 });
    return known ?? this.make(userId);
  }

  /**
   * Ends the powers of an operator, everywhere within a second; needs a transaction. The command line may end those of the
   * last one, since it can make another.
   * @throws DomainError `not_found`; `operators.own_revocation`, so that an installation keeps one; `forbidden` when the
   * caller is no operator any more
   */
  async revoke(userId: string): Promise<void> {
    const [operator] = await this.operators.find({ userId }, { limit: 1 });
    if (!operator) throw notFound();
    const own = currentContext().caller?.userId;
    if (userId === own) throw ownRevocation();
    // Both rows: of two who revoke each other at once only one does, also when the other has just ended.
    const [mine] = own ? await this.operators.find({ userId: own }, { limit: 1 }) : [operator];
    if (!mine) throw forbidden();
    await this.operators.lock([operator.id, mine.id]);
    await this.operators.remove(operator);
    await this.access.changed({ subject: 'user', id: userId });
  }

  /**
   * Makes a user the first operator of an installation that has none.
   * @returns false when it has one, also when another process was first
   * @throws DomainError `not_found` when there is no such user
   */
  async ensureFirst(userId: string): Promise<boolean> {
    return withContext({ operation: 'installation-operators:make-first' }, async () => {
      try {
        return await this.database.transaction(async () => {
          await this.turns.take('operators');
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

  private async make(userId: string): Promise<Operator> {
    const [user] = await this.users.find({ id: userId }, { limit: 1 });
    if (!user || user.isClosed) throw notFound();
    await this.turns.take('operators');
    if ((await this.list()).length >= mostOperators) throw tooManyOperators();
    return this.operators.insert({ userId });
  }
}
