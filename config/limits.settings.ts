import { WholeNumber } from './setting-kinds.js';

/** How often a caller may ask before 429. */
export class LimitsSettings {
  @WholeNumber({
    variable: 'RATE_LIMIT_PER_MINUTE',
    min: 1,
    max: 10_000_000,
    default: '6000',
    description: 'Requests per minute and caller, over all processes.',
  })
  requestsPerMinute!: number;

  @WholeNumber({
    variable: 'SIGN_IN_LIMIT_PER_MINUTE',
    min: 1,
    max: 100_000,
    default: '10',
    description: 'Attempts per minute to sign in or up, by account and address.',
  })
  signInsPerMinute!: number;
}
