import { readInput } from '@keelson/kernel';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { IdentitySettings } from './identity.settings.js';
import { PasswordHashing } from './password-hashing.js';
import { PasswordPolicy } from './password-policy.js';
import { SignUp } from './sign-up.input.js';

interface SignUpRequest {
  readonly body: unknown;
}

const hashes = new WeakMap<object, string>();

/** The hash of the password in a sign-up request. @throws Error outside {@link SignUpInterceptor} */
export function passwordHashOf(request: object): string {
  const hash = hashes.get(request);
  if (hash === undefined) throw new Error('This route needs @UseInterceptors(SignUpInterceptor).');
  return hash;
}

/**
 * Runs outside the sign-up's transaction, as every interceptor does: hashes the password first, because no
 * connection should wait for that; runs the operation again when another sign-up for the same address has just won, so
 * that this one finds the account; and answers no sooner than after a fixed time, which hides how much there was to do.
 */
@Injectable()
export class SignUpInterceptor implements NestInterceptor {
  constructor(
    private readonly passwords: PasswordHashing,
    private readonly policy: PasswordPolicy,
    private readonly settings: IdentitySettings,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<SignUpRequest>();
    return from(this.signUp(request, () => lastValueFrom(next.handle())));
  }

  private async signUp(request: SignUpRequest, operation: () => Promise<unknown>): Promise<unknown> {
    const { password, ...owner } = readInput(SignUp, request.body);
    await this.policy.refuseWeak(password, owner);
    const floor = pause(this.settings.signUpFloorMs);
    try {
      hashes.set(request, await this.passwords.hash(password));
      return await operation().catch((error: unknown) => {
        if ((error as { code?: string }).code === 'already_exists') return operation();
        throw error;
      });
    } finally {
      await floor;
    }
  }
}
