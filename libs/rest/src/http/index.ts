/** The HTTP contract: the server's adapter, problems, rate limits, health. */
export { accountLink, type AccountTask } from './account-link.js';
export {
  applicationOptions,
  assertRoutesDeclared,
  createApplication,
  listen,
  preparation,
  type Preparation,
  prepare,
  refuseTakenPort,
} from './application/index.js';
export { currentExchange, type Exchange } from './exchange.js';
export { ContractAdapter, createHttpAdapter } from './http-adapter.js';
export { HttpModule } from './http.module.js';
export { ExactLimit } from './limits/exact-limit.js';
export { exactLimitsOf, type ExactLimitOptions } from './limits/exact-limit-options.js';
export { ExactLimits } from './limits/exact-limits.js';
export { RateLimitGuard } from './limits/rate-limit.guard.js';
export { isUnlimited, Unlimited } from './limits/unlimited.js';
export { OAuthError, TokenEndpoint, type OAuthErrorCode } from './problems/oauth-error.js';
export type { MountedRoute, RouteTable } from './route-table.js';
export { observeFailures, type FailureListener } from './problems/failure-observer.js';
export { ProblemFilter } from './problems/problem.filter.js';
export { problemType, type ProblemDocument } from './problems/problem-document.js';
export { HttpSettings } from './http.settings.js';
export { LimitsSettings } from './limits/limits.settings.js';
