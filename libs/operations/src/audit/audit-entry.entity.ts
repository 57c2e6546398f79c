import { Identifier, Integer, Json, OneOf, OrganizationRow, Text } from '@keelson/kernel';
import { Entity, Index } from 'typeorm';

/** Who wrote what, and what it was before and after; and who took rows out. Written with the row or job, never changed. */
@Entity('audit_entries')
@Index(['seal', 'id'])
export class AuditEntry extends OrganizationRow {
  @Text({
    max: 100,
    description: 'Name of the operation, in the same format as a permission.',
    example: 'orders:place',
  })
  action!: string;

  @OneOf(['created', 'updated', 'deleted', 'exported', 'signed-in', 'refused'], {
    description:
      'What happened to the row. `exported` means that a job was started to export rows to a file, `signed-in` that a session was opened, and `refused` that an attempt failed.',
  })
  kind!: string;

  @Text({ max: 100, description: 'The type of the row.', example: 'order' })
  subjectType!: string;

  @Identifier({ description: 'Id of the row.' })
  subjectId!: string;

  @Identifier({
    optional: true,
    description: 'Id of the user who made the change; null if the system made it.',
  })
  actorId!: string | null;

  @Identifier({
    optional: true,
    description: 'Id of the API key that the actor used; null if there is none.',
  })
  keyId!: string | null;

  @Text({
    max: 64,
    description: 'Id of the request (`X-Request-Id`) or job that made the change.',
    example: '0198f2a4',
  })
  requestId!: string;

  @Json({
    description:
      'For each changed field, its value before and after. Personal values are masked, and secret values are omitted.',
  })
  changes!: Record<string, { before: unknown; after: unknown }>;

  /** Number of the seal that holds it; null until it is sealed, seconds after its commit. */
  @Integer({ min: 1, max: Number.MAX_SAFE_INTEGER, optional: true })
  seal!: number | null;
}
