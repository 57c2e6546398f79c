import type { Preparation } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { IdentitySettings } from './identity.settings.js';
import { PasswordPolicy } from './password-policy.js';
import type { SignUp } from './sign-up.input.js';
import { addressBusy, SignUps } from './sign-ups.js';

/**
 * Hashes the password of a sign-up; does so again when another sign-up for the address has brought another salt; and answers
 * no sooner than after a fixed time, which hides how much there was to do.
 */
@Injectable()
export class SignUpPreparation implements Preparation<SignUp, string> {
  readonly again = addressBusy;
  readonly floorMs: number;

  constructor(
    private readonly signUps: SignUps,
    private readonly policy: PasswordPolicy,
    { signUpFloorMs }: IdentitySettings,
  ) {
    this.floorMs = signUpFloorMs;
  }

  async prepare(input: SignUp): Promise<string> {
    const { password, ...owner } = input;
    await this.policy.refuseWeak(password, owner);
    return this.signUps.hash(input);
  }
}
