import { DomainError, maybeContext, Settings, type Invocation, type OperationGate } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import type { Exchange } from '../exchange.js';
import { exactLimitsOf, type ExactLimitOptions } from './exact-limit-options.js';
import { ExactLimits } from './exact-limits.js';

/** Counts attempts toward the exact limits of an operation, by whichever face they come, or of a plain route. */
@Injectable()
export class ExactLimitGate implements OperationGate {
  constructor(
    private readonly limits: ExactLimits,
    private readonly settings: Settings,
  ) {}

  /** @throws DomainError `rate_limited`, or `unavailable` when it can't be counted */
  check({ operation, input, network = '' }: Invocation): Promise<void> {
    return this.count(exactLimitsOf(operation.handler.method), { body: input }, network);
  }

  /** @throws DomainError as {@link check} does */
  async count(
    limits: readonly ExactLimitOptions[],
    call: { readonly body: unknown },
    network: string,
  ): Promise<void> {
    for (const { name, perMinute, key } of limits) {
      const counted = key(call, network);
      if (counted === null) continue;
      try {
        await this.limits.take(name, counted, this.perMinute(perMinute));
      } catch (error) {
        if (error instanceof DomainError && error.kind === 'too_many_requests')
          noteRefusal(name, error.details.retryAfter);
        throw error;
      }
    }
  }

  perMinute(given: ExactLimitOptions['perMinute']): number {
    return typeof given === 'number' ? given : given(this.settings);
  }
}

/** Where a request is under way, its headers tell which limit was reached. */
function noteRefusal(name: string, seconds: number | undefined): void {
  const exchange = maybeContext()?.face as Exchange | undefined;
  exchange?.reply.header('ratelimit', `"${name}";r=0;t=${seconds}`);
}
