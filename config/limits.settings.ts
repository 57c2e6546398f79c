import { WholeNumber } from './setting-kinds.js';

/** How often a caller may ask before 429. */
export class LimitsSettings {
  @WholeNumber({
    variable: 'RATE_LIMIT_PER_MINUTE',
    min: 1,
    max: 10_000_000,
    default: '6000',
    description: 'Maximum number of requests per caller per minute, across all processes.',
  })
  requestsPerMinute!: number;

  @WholeNumber({
    variable: 'SIGN_IN_LIMIT_PER_MINUTE',
    min: 1,
    max: 100_000,
    default: '10',
    description:
      'Maximum number of sign-in attempts per account per minute. The same limit applies separately to sign-up attempts. Each client address may make the same number of sign-up attempts, and ten times as many sign-in attempts.',
  })
  signInsPerMinute!: number;
}
