import { validationFailed } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { BackOff, type AttemptOrigin } from './back-off/back-off.js';
import { PasswordHashing } from './password-hashing.js';
import type { User } from './user.entity.js';

/** Asks for the password of an account, as often as the back-off allows. */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly passwords: PasswordHashing,
    private readonly backOff: BackOff,
  ) {}

  /**
   * Whether the password is right. Null stands for "no such user", and takes as long.
   * @param address as typed, by which attempts are counted
   * @param failed is told of a wrong one, and whether unknown devices have to wait from now on
   * @throws DomainError `rate_limited`, `unavailable`
   */
  async isRight(
    password: string,
    hash: string | null,
    address: string,
    origin: AttemptOrigin,
    failed: (isLockOut: boolean) => void = () => undefined,
  ): Promise<boolean> {
    const attempt = await this.backOff.begin(address, origin);
    let right: boolean;
    try {
      right = await this.passwords.verify(hash, password);
    } catch (error) {
      // It was not checked, so it was no guess.
      await this.backOff.withdraw(attempt);
      throw error;
    }
    if (right) await this.backOff.succeed(attempt);
    else failed(await this.backOff.fail(attempt));
    return right;
  }

  /**
   * For what somebody who is signed in must confirm by password: a session that was left open, or a stolen token, must not be
   * enough. Only attempts of this session are counted together.
   * @throws DomainError `validation_failed`, `rate_limited`, `unavailable`
   */
  async confirm(password: string, user: User, sessionId: string | null, pointer: string): Promise<void> {
    const origin = { kind: 'session', id: sessionId ?? user.id } as const;
    if (await this.isRight(password, user.passwordHash, user.email, origin)) return;
    throw validationFailed({
      detail: 'The password is incorrect.',
      errors: [{ pointer, detail: 'is incorrect' }],
    });
  }
}
