import { WholeNumberSetting } from '@keelson/kernel';

export class TideSettings {
  @WholeNumberSetting({
    variable: 'TIDE_POLL_SECONDS',
    default: '60',
    min: 1,
    max: 3_600,
    description: 'Seconds between two readings of the tide gauges.',
  })
  pollSeconds!: number;
}
