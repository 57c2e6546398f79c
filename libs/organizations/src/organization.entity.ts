import { Identifier, Instant, Row, State, Text } from '@keelson/kernel';
import { Entity, Index } from 'typeorm';

export const organizationStates = ['active', 'suspended', 'closed'] as const;
export type OrganizationStatus = (typeof organizationStates)[number];

/** A tenant: whoever shares data shares an organization. */
@Entity('organizations')
@Index(['status', 'statusSince', 'id'])
export class Organization extends Row {
  @Text({ max: 120, description: 'Name of the organization.', example: 'Analytical Engines Ltd' })
  name!: string;

  @State(organizationStates, {
    added: true,
    description:
      '`active`: in use. `suspended`: members and keys have no access, and jobs wait, until an operator resumes it. `closed`: same as suspended, but its data is deleted later.',
  })
  status!: OrganizationStatus;

  @Text({
    max: 500,
    optional: true,
    description: 'Why the organization is not active; null while it is active.',
    example: 'The invoice of March is unpaid.',
  })
  statusReason!: string | null;

  @Instant({ optional: true, description: 'When the status last changed; null if it never changed.' })
  statusSince!: Date | null;

  @Identifier({
    optional: true,
    description:
      'Id of the user who last changed the status; null for the command line, or if it never changed.',
  })
  statusBy!: string | null;

  /** Set once its data is being deleted: from then on it cannot be resumed. */
  @Instant({ optional: true })
  deletingSince!: Date | null;

  get isActive(): boolean {
    return this.status === 'active';
  }

  /** @param reason why it is not active; null when it is again */
  moveTo(status: OrganizationStatus, reason: string | null, since: Date, by: string | null): void {
    this.status = status;
    this.statusReason = reason;
    this.statusSince = since;
    this.statusBy = by;
  }
}
