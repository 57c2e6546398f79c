import { Identifier, Instant, Integer } from './fields.js';

/** What every stored row has. The store writes these fields; an input can't. */
export abstract class Row {
  /** UUIDv7 (RFC 9562): sorts by the time of creation. */
  @Identifier({ description: 'UUIDv7; sorts by creation time.' })
  id!: string;

  /** Counts the writes of this row, from 1; the ETag of its answer. */
  @Integer({ min: 1, description: 'Increases with each write; the ETag is based on it.', example: 1 })
  version!: number;

  @Instant({ description: 'When the row was created.' })
  createdAt!: Date;

  @Instant({ description: 'When the row was last changed.' })
  updatedAt!: Date;
}

/** A row that belongs to one organization, the tenant. */
export abstract class OrganizationRow extends Row {
  @Identifier({ description: 'The organization that owns the row.' })
  organizationId!: string;
}

/** A row that belongs to one user, whichever organization the user acts for. */
export abstract class UserRow extends Row {
  @Identifier({ description: 'The user who owns the row.' })
  userId!: string;
}
