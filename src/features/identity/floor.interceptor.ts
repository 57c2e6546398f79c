import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { IdentitySettings } from './identity.settings.js';

/** Answers no sooner than after a fixed time, which hides how much there was to do: whether a mail was sent a moment ago. */
@Injectable()
export class FloorInterceptor implements NestInterceptor {
  constructor(private readonly settings: IdentitySettings) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(this.answer(() => lastValueFrom(next.handle())));
  }

  private async answer(operation: () => Promise<unknown>): Promise<unknown> {
    const floor = pause(this.settings.signUpFloorMs);
    try {
      return await operation();
    } finally {
      await floor;
    }
  }
}
