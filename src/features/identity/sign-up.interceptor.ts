import { readInput } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { IdentitySettings } from './identity.settings.js';
import { PasswordPolicy } from './password-policy.js';
import { Preparing } from './prepared.js';
import { SignUp } from './sign-up.input.js';
import { addressBusy, SignUps } from './sign-ups.js';

/** Tries of a sign-up during which others for the same address are faster. */
const tries = 5;

/**
 * Hashes the password of a sign-up; does so again when another sign-up for the address has brought another salt; and answers
 * no sooner than after a fixed time, which hides how much there was to do.
 */
@Injectable()
export class SignUpInterceptor extends Preparing<string> {
  constructor(
    private readonly signUps: SignUps,
    private readonly policy: PasswordPolicy,
    private readonly settings: IdentitySettings,
  ) {
    super();
  }

  protected override prepare(body: unknown): Promise<string> {
    return this.signUps.hash(readInput(SignUp, body));
  }

  protected override async run(
    request: { readonly body: unknown },
    operation: () => Promise<unknown>,
  ): Promise<unknown> {
    const { password, ...owner } = readInput(SignUp, request.body);
    await this.policy.refuseWeak(password, owner);
    const floor = pause(this.settings.signUpFloorMs);
    try {
      for (let attempt = 1; ; attempt += 1)
        try {
          return await super.run(request, operation);
        } catch (error) {
          if (attempt === tries || (error as { code?: string }).code !== addressBusy.code) throw error;
        }
    } finally {
      await floor;
    }
  }
}
