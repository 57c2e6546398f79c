import { Identifier, Json, OneOf, OrganizationRow, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

/** Who wrote what, and what it was before and after; and who took rows out. Written with the row or job, never changed. */
@Entity('audit_entries')
export class AuditEntry extends OrganizationRow {
  @Text({ max: 100, description: 'The operation, as its permission is named.', example: 'orders:place' })
  action!: string;

  @OneOf(['created', 'updated', 'deleted', 'exported'], {
    description: 'What became of the row; exported: a job that writes rows into a file was begun.',
  })
  kind!: string;

  @Text({ max: 100, description: 'What kind of row it was.', example: 'order' })
  subjectType!: string;

  @Identifier({ description: 'The row.' })
  subjectId!: string;

  @Identifier({ optional: true, description: 'The user who did it; null for the system itself.' })
  actorId!: string | null;

  @Text({
    max: 64,
    description: 'The request (X-Request-Id) or job that it was part of.',
    example: '0198f2a4',
  })
  requestId!: string;

  @Json({
    description: 'By field: its value before and after. Personal values are masked, secret ones left out.',
  })
  changes!: Record<string, { before: unknown; after: unknown }>;
}
