import type { Engine } from '../settings.js';

/** The tables of an outbox by hand, as an engineer would make them on each engine. */
export function tablesOf(engine: Engine): readonly string[] {
  const mysql = engine === 'mysql';
  const id = mysql ? 'char(36) CHARACTER SET ascii COLLATE ascii_bin' : 'uuid';
  const text = mysql ? 'varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin' : 'varchar(100)';
  const instant = mysql ? 'datetime(3)' : 'timestamptz(3)';
  return [
    `CREATE TABLE IF NOT EXISTS parcels_by_hand (
      id ${id} NOT NULL PRIMARY KEY, organization_id ${id} NOT NULL, version int NOT NULL,
      created_at ${instant} NOT NULL, updated_at ${instant} NOT NULL, label ${text} NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS audit_by_hand (
      id ${id} NOT NULL PRIMARY KEY, organization_id ${id} NOT NULL, created_at ${instant} NOT NULL,
      action ${text} NOT NULL, subject_type ${text} NOT NULL, subject_id ${id} NOT NULL, changes json NOT NULL)`,
    'CREATE INDEX ix_audit ON audit_by_hand (organization_id, created_at, id)',
    `CREATE TABLE IF NOT EXISTS outbox_by_hand (
      id ${id} NOT NULL PRIMARY KEY, organization_id ${id} NOT NULL, aggregate_id ${id} NOT NULL,
      sequence int NOT NULL, type ${text} NOT NULL, payload json NOT NULL, created_at ${instant} NOT NULL,
      relayed_at ${instant} NULL, handled_at ${instant} NULL)`,
    'CREATE INDEX ix_outbox ON outbox_by_hand (relayed_at, id)',
    'CREATE INDEX ix_unhandled ON outbox_by_hand (handled_at, id)',
  ];
}
