import { maybeContext, operationOf, rateLimited, TransportOnly } from '@keelson/kernel';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { countRefusal } from '@keelson/runtime/ports';
import { clientNetwork } from '@keelson/access/ports';
import { ExactLimitGate } from './exact-limit.gate.js';
import { exactLimitsOf, type ExactLimitOptions } from './exact-limit-options.js';
import { LeasedBudgets } from './leased-budgets.js';
import { LimitsSettings } from './limits.settings.js';
import { RateWindows, secondsLeft } from './rate-windows.js';
import { isUnlimited } from './unlimited.js';

/** What the guard has to know of a handler. */
interface Rules {
  readonly unlimited: boolean;
  readonly exact: readonly ExactLimitOptions[];
  /** `RateLimit-Policy`, the same for every request to the handler. */
  readonly policy: string;
}

/**
 * Counts requests, after the AccessGuard: by user, and by network where nobody is signed in. The headers are those of
 * the IETF draft ratelimit-headers (structured fields: quota, window, remaining, seconds until it is renewed).
 */
@TransportOnly('it counts HTTP requests; every face must count its own calls')
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly budgets: LeasedBudgets;
  private readonly rules = new WeakMap<object, Map<object, Rules>>();

  constructor(
    private readonly limits: LimitsSettings,
    private readonly windows: RateWindows,
    private readonly exactLimits: ExactLimitGate,
  ) {
    this.budgets = new LeasedBudgets(windows, limits.requestsPerMinute);
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const rules = this.rulesOf(context.getClass(), context.getHandler());
    if (rules.unlimited) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const userId = maybeContext()?.caller?.userId;
    const left = this.budgets.take(
      userId === undefined ? `network ${clientNetwork(request.ip)}` : `user ${userId}`,
    );
    return typeof left === 'number' && rules.exact.length === 0
      ? this.conclude(left, rules, reply)
      : this.concludeLater(left, rules, request, reply);
  }

  private conclude(left: number, { policy }: Rules, reply: FastifyReply): true {
    const seconds = secondsLeft(this.windows.now());
    reply.header('ratelimit-policy', policy);
    reply.header('ratelimit', `"default";r=${left < 0 ? 0 : left};t=${seconds}`);
    if (left >= 0) return true;
    countRefusal('default');
    throw rateLimited({
      detail: `The limit is ${this.limits.requestsPerMinute} requests per minute.`,
      retryAfter: seconds,
    });
  }

  private async concludeLater(
    left: number | Promise<number>,
    rules: Rules,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<true> {
    this.conclude(await left, rules, reply);
    if (rules.exact.length > 0) await this.exactLimits.count(rules.exact, request, clientNetwork(request.ip));
    return true;
  }

  private rulesOf(type: object, handler: object): Rules {
    // By class and handler: what two controllers inherit may be counted in one of them only.
    let ofType = this.rules.get(type);
    if (!ofType) this.rules.set(type, (ofType = new Map<object, Rules>()));
    const known = ofType.get(handler);
    if (known) return known;
    const exact = exactLimitsOf(handler);
    const rules: Rules = {
      unlimited: isUnlimited(type, handler),
      // Those of an operation are its gate's to count, on every face.
      exact: operationOf(handler) ? [] : exact,
      policy: [
        `"default";q=${this.limits.requestsPerMinute};w=60`,
        ...exact.map(({ name, perMinute }) => `"${name}";q=${this.exactLimits.perMinute(perMinute)};w=60`),
      ].join(', '),
    };
    ofType.set(handler, rules);
    return rules;
  }
}
