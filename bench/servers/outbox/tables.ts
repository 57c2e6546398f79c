import type { Pool } from 'mysql2/promise';

const id = 'char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL';
const text = (length: number) =>
  `varchar(${length}) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL`;

const tables = [
  `CREATE TABLE IF NOT EXISTS parcels (
    id ${id} PRIMARY KEY, organization_id ${id}, version int NOT NULL,
    created_at datetime(3) NOT NULL, updated_at datetime(3) NOT NULL, label ${text(100)}) ENGINE = InnoDB`,
  `CREATE TABLE IF NOT EXISTS audit (
    id ${id} PRIMARY KEY, organization_id ${id}, created_at datetime(3) NOT NULL, action ${text(100)},
    subject_type ${text(100)}, subject_id ${id}, changes json NOT NULL,
    KEY ix_audit (organization_id, created_at, id)) ENGINE = InnoDB`,
  `CREATE TABLE IF NOT EXISTS outbox (
    id ${id} PRIMARY KEY, organization_id ${id}, aggregate_id ${id}, sequence int NOT NULL, type ${text(100)},
    payload json NOT NULL, created_at datetime(3) NOT NULL, relayed_at datetime(3), handled_at datetime(3),
    KEY ix_outbox (relayed_at, id), KEY ix_unhandled (handled_at, id)) ENGINE = InnoDB`,
];

export async function createTables(pool: Pool): Promise<void> {
  for (const table of tables) await pool.query(table);
}
