import { withContext } from '@keelson/kernel';
import { Database } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Accounts } from './accounts.js';
import { Operators } from './operators.js';
import { PasswordHashing } from './password-hashing.js';
import { PasswordPolicy } from './password-policy.js';

export interface OwnerToBe {
  readonly email: string;
  /** One is made up when none is given. */
  readonly password?: string | undefined;
  readonly name: string;
  readonly organization: string;
  /** The organization's id where it must be known beforehand. */
  readonly organizationId?: string | undefined;
  /** Whether they operate the installation, too. */
  readonly operator?: boolean;
}

/** The owner that was made. */
export interface NewOwner {
  readonly userId: string;
  readonly email: string;
  /** The password that was made up; null when it was given. It is told this once and not kept. */
  readonly password: string | null;
}

/** Makes the first account of an installation. */
@Injectable()
export class FirstOwner {
  constructor(
    private readonly accounts: Accounts,
    private readonly operators: Operators,
    private readonly passwords: PasswordHashing,
    private readonly policy: PasswordPolicy,
    private readonly database: Database,
  ) {}

  /**
   * Makes an owner with an organization when the database has no user yet; null when it has, also when another process
   * has just made the same one. The operator of the installation vouches for the address, so it is proven.
   * @throws DomainError `validation_failed` for a password that nobody may have
   */
  async ensure(owner: OwnerToBe): Promise<NewOwner | null> {
    return withContext({ operation: 'auth:make-first-owner' }, async () => {
      if (!(await this.accounts.isEmpty())) return null;
      const password = owner.password ?? randomBytes(18).toString('base64url');
      await this.policy.refuseWeak(password, owner);
      const hash = await this.passwords.hash(password);
      try {
        const { id, email } = await this.database.transaction(async () => {
          const user = await this.accounts.open(
            { ...owner, passwordHash: hash, isProven: true },
            owner.organizationId,
          );
          if (owner.operator) await this.operators.grant(user.id);
          return user;
        });
        return { userId: id, email, password: owner.password === undefined ? password : null };
      } catch (error) {
        if ((error as { code?: string }).code === 'already_exists') return null;
        throw error;
      }
    });
  }
}
