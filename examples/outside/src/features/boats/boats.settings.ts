import { WholeNumberSetting } from '@keelson/kernel';

export class BoatsSettings {
  @WholeNumberSetting({
    variable: 'BERTHS_PER_ORGANIZATION',
    min: 1,
    max: 100_000,
    default: '1000',
    description: 'Maximum number of boats of one organization that are afloat at the same time.',
  })
  berths!: number;
}
