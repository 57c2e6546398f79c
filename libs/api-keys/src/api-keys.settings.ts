import { WholeNumberSetting } from '@keelson/kernel';

/** How many API keys there may be. */
export class ApiKeysSettings {
  @WholeNumberSetting({
    variable: 'API_KEYS_PER_ORGANIZATION',
    min: 1,
    max: 1_000_000,
    default: '1000',
    description: 'Maximum number of API keys in an organization.',
  })
  mostOfOrganization!: number;

  @WholeNumberSetting({
    variable: 'API_KEYS_PER_MEMBER',
    min: 1,
    max: 1_000_000,
    default: '50',
    description: 'Maximum number of API keys of one member.',
  })
  mostOfMember!: number;
}
