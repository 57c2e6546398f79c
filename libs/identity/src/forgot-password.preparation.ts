import type { Preparation } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { IdentitySettings } from './identity.settings.js';

/** Has the answer come no sooner than after a fixed time, which hides how much there was to do: whether a mail was sent. */
@Injectable()
export class ForgotPasswordPreparation implements Preparation {
  readonly floorMs: number;

  constructor({ signUpFloorMs }: IdentitySettings) {
    this.floorMs = signUpFloorMs;
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }
}
