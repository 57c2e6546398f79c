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
      'Maximum number of sign-in attempts and of sign-up attempts per account per minute. Per client address, the limit is the same for sign-ups and ten times as high for sign-ins.',
  })
  signInsPerMinute!: number;
}
