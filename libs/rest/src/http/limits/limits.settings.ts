import { WholeNumberSetting } from '@keelson/kernel';

/** How often a caller may ask before 429. */
export class LimitsSettings {
  @WholeNumberSetting({
    variable: 'RATE_LIMIT_PER_MINUTE',
    min: 1,
    max: 10_000_000,
    default: '6000',
    description: 'Maximum number of requests per caller per minute, across all processes.',
  })
  requestsPerMinute!: number;
}
