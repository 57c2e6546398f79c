import { Text } from '@keelson/kernel';

/** Why an organization is suspended or closed; its members read it. */
export class StatusReason {
  @Text({
    min: 1,
    max: 500,
    description: 'The reason. Members of the organization can read it.',
    example: 'The invoice of March is unpaid.',
  })
  reason!: string;
}
