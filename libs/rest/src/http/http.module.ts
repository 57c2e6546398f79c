import { Feature, settings } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { migrations } from '@keelson/sql/ports';
import { HealthModule } from '@keelson/sql/ports';
import { preparation, preparationsPoint } from './application/index.js';
import { HealthController } from './health/health.controller.js';
import { HttpSettings } from './http.settings.js';
import { ExactLimitGate } from './limits/exact-limit.gate.js';
import { assertCallerFirst } from './limits/guard-order.js';
import { ExactLimits } from './limits/exact-limits.js';
import { LimitsSettings } from './limits/limits.settings.js';
import { RateLimitGuard } from './limits/rate-limit.guard.js';
import { RateWindows } from './limits/rate-windows.js';
import { CreateRateWindows1763700000010 } from './migrations/1763700000010-create-rate-windows.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { ProblemPagesController } from './problems/problem-pages.controller.js';
import { UnreadParameters } from './unread-parameters.js';

/**
 * The HTTP contract beside the adapter: problems, rate limits, health, and what modules do before the application answers.
 * Import it after AccessModule, so that requests are counted by their caller; else the application does not start.
 */
@Global()
@Module({
  imports: [
    HealthModule,
    Feature.declare(
      { points: [preparationsPoint] },
      settings(HttpSettings, LimitsSettings),
      migrations(CreateRateWindows1763700000010),
      preparation((application) => assertCallerFirst(application, HttpModule)),
    ),
  ],
  controllers: [HealthController, ProblemPagesController],
  providers: [
    RateWindows,
    ExactLimits,
    ExactLimitGate,
    RateLimitGuard,
    ProblemFilter,
    UnreadParameters,
    // By their own tokens as well, so that a test can override them.
    { provide: APP_GUARD, useExisting: RateLimitGuard },
    { provide: APP_FILTER, useExisting: ProblemFilter },
  ],
  exports: [ExactLimits],
})
export class HttpModule {}
