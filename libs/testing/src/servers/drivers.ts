import { loadPeer } from '@keelson/runtime/ports';
import type * as redis from 'ioredis';
import type * as mysql from 'mysql2/promise';
import type pg from 'pg';

const peer = { peerOf: '@keelson/testing', from: import.meta.url } as const;

/** Loaded when a test first needs them: an application on one engine does not install the driver of the other. */
export function loadPostgres(): Promise<typeof pg> {
  const because = 'Tests on PostgreSQL create their databases';
  return loadPeer({ ...peer, name: 'pg', because, load: async () => (await import('pg')).default });
}

export function loadMysql(): Promise<typeof mysql> {
  const because = 'Tests on MySQL create their databases';
  return loadPeer({ ...peer, name: 'mysql2', because, load: () => import('mysql2/promise') });
}

export function loadRedis(): Promise<Pick<typeof redis, 'Redis'>> {
  const because = 'Tests on MySQL run their queue on Redis';
  return loadPeer({ ...peer, name: 'ioredis', because, load: () => import('ioredis') });
}
