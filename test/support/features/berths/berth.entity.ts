import {
  Amount,
  Currency,
  Email,
  Flag,
  Instant,
  Integer,
  ListOf,
  OneOf,
  OrganizationRow,
  Ref,
  State,
  Text,
} from '@keelson/kernel';
import { Entity } from 'typeorm';
import { AuditEntry } from '../../../../libs/operations/src/audit/audit-entry.entity.js';
import { Boat } from './boat.entity.js';

/** A value inside a row, with a reference and an optional member. */
export class Fitting {
  @Ref(() => Boat)
  boatId!: string;

  @Integer({ min: 1, max: 1_000, example: 2 })
  count!: number;

  @Text({ max: 20, optional: true, example: 'port side' })
  place!: string | null;
}

/** One field of every kind, for the specs of the contract: where boats lie. */
@Entity('berths')
export class Berth extends OrganizationRow {
  @Text({ max: 16, unique: 'ignore-case', example: 'A-1' })
  code!: string;

  @Text({ max: 40, example: 'Inner harbour' })
  pier!: string;

  @Text({ max: 30, optional: true, example: 'Sheltered' })
  note!: string | null;

  @Integer({ min: -100, max: 100_000, example: 12 })
  depth!: number;

  @Amount()
  fee!: number;

  @Currency()
  currency!: string;

  @Instant()
  freeFrom!: Date;

  @Instant({ optional: true })
  inspectedAt!: Date | null;

  @Flag({ fallback: false })
  covered!: boolean;

  @OneOf(['north', 'south'])
  side!: string;

  @Email({ optional: true })
  contact!: string | null;

  @Ref(() => Boat, { optional: true })
  boatId!: string | null;

  /** Members may read berths, and nothing of the audit log. */
  @Ref(() => AuditEntry, { optional: true })
  recordId!: string | null;

  @ListOf(() => Fitting, { max: 5 })
  fittings!: Fitting[];

  @State(['empty', 'taken', 'closed'])
  status!: string;
}
