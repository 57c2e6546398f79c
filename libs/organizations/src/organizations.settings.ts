import { WholeNumberSetting } from '@keelson/kernel';

/** How long organizations that are closed keep their data. */
export class OrganizationsSettings {
  @WholeNumberSetting({
    variable: 'CLOSED_ORGANIZATION_DAYS',
    min: 1,
    max: 3650,
    default: '30',
    description:
      'How long the data of a closed organization is kept, in days. Until then, an operator can resume it; then it is deleted.',
  })
  closedDays!: number;
}
