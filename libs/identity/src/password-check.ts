import { Injectable } from '@nestjs/common';
import { BackOff, type AttemptOrigin } from './back-off/back-off.js';
import { PasswordHashing } from './password-hashing.js';

/** A password that is tried. */
export interface TriedPassword {
  readonly hashes: readonly string[];
  readonly password: string;
  /** As typed, by which attempts are counted. */
  readonly address: string;
  readonly origin: AttemptOrigin;
  /** Told of a wrong one, and whether unknown devices have to wait from now on. */
  readonly failed?: (isLockOut: boolean) => void;
  /** Whether the right password of the hash at this place makes earlier failures forgotten; it does unless said otherwise. */
  readonly clears?: (place: number) => boolean;
}

/** Tries a password as often as the back-off allows. */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly hashing: PasswordHashing,
    private readonly backOff: BackOff,
  ) {}

  /**
   * The place of the hash that the password belongs to; -1 when there is none, which takes as long.
   * @throws DomainError `rate_limited`, `unavailable`
   */
  async match({ hashes, password, address, origin, failed, clears }: TriedPassword): Promise<number> {
    const attempt = await this.backOff.begin(address, origin);
    let place: number;
    try {
      place = await this.hashing.match(hashes, password);
    } catch (error) {
      // It was not checked, so it was no guess.
      await this.backOff.withdraw(attempt);
      throw error;
    }
    if (place < 0) {
      const isLockOut = await this.backOff.fail(attempt);
      failed?.(isLockOut);
    } else if (clears?.(place) ?? true) await this.backOff.succeed(attempt);
    else await this.backOff.withdraw(attempt);
    return place;
  }
}
