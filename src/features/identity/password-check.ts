import { Injectable } from '@nestjs/common';
import { BackOff, type AttemptOrigin } from './back-off/back-off.js';
import { PasswordHashing } from './password-hashing.js';

/** Tries a password as often as the back-off allows. */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly hashing: PasswordHashing,
    private readonly backOff: BackOff,
  ) {}

  /**
   * The place of the hash that the password belongs to; -1 when there is none, which takes as long.
   * @param address as typed, by which attempts are counted
   * @param failed is told of a wrong one, and whether unknown devices have to wait from now on
   * @throws DomainError `rate_limited`, `unavailable`
   */
  async match(
    hashes: readonly string[],
    password: string,
    address: string,
    origin: AttemptOrigin,
    failed: (isLockOut: boolean) => void = () => undefined,
  ): Promise<number> {
    const attempt = await this.backOff.begin(address, origin);
    let place: number;
    try {
      place = await this.hashing.match(hashes, password);
    } catch (error) {
      // It was not checked, so it was no guess.
      await this.backOff.withdraw(attempt);
      throw error;
    }
    if (place >= 0) await this.backOff.succeed(attempt);
    else failed(await this.backOff.fail(attempt));
    return place;
  }
}
