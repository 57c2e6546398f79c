import { everything, Integer, OrganizationRow, State, Text } from '@keelson/kernel';

/** What the mutants' rows hold, where it does not matter. */
export abstract class Item extends OrganizationRow {
  @Text({ max: 60, example: 'Number 7' })
  name!: string;

  @Integer({ max: 1_000, example: 3 })
  quantity!: number;

  @Text({ max: 200, optional: true, example: 'By the door' })
  remark!: string | null;

  @State(['open', 'closed'])
  status!: string;
}

/** The resource of such rows, where it does not matter: everybody of the organization sees them all. */
export const usual = {
  tenancy: 'organization',
  description: 'Things to keep in order.',
  view: ['id', 'name', 'quantity', 'remark', 'status', 'version', 'createdAt'],
  visible: () => everything,
  list: { filter: ['status'], sort: ['createdAt'] },
  create: ['name', 'quantity', 'remark'],
  permissions: { read: 'See them', create: 'Add one' },
  members: ['read'],
} as const;
