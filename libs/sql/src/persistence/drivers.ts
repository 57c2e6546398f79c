import { loadPeer } from '@keelson/runtime/ports';
import type callbacks from 'mysql2';
import type * as promises from 'mysql2/promise';
import type pg from 'pg';

const peer = { peerOf: '@keelson/sql', from: import.meta.url } as const;
const mysql = { ...peer, name: 'mysql2', because: 'The database is MySQL or MariaDB' } as const;
const postgres = { ...peer, name: 'pg', because: 'The database is PostgreSQL' } as const;

/** mysql2 with callbacks, as TypeORM takes it. @throws PlatformError when it is not installed */
export function loadMysql(): Promise<typeof callbacks> {
  return loadPeer({ ...mysql, load: async () => (await import('mysql2')).default });
}

/** mysql2 with promises. @throws PlatformError when it is not installed */
export function loadMysqlPromises(): Promise<typeof promises> {
  return loadPeer({ ...mysql, load: () => import('mysql2/promise') });
}

/** @throws PlatformError when it is not installed */
export function loadPostgres(): Promise<typeof pg> {
  return loadPeer({ ...postgres, load: async () => (await import('pg')).default });
}
