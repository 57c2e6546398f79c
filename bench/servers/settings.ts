import { readFileSync } from 'node:fs';
import type { Principal } from '../data/principals.js';

export type Engine = 'mysql' | 'postgres';

/** What the harness gives a server, through its environment. */
export interface ServerSettings {
  readonly databaseUrl: string;
  readonly engine: Engine;
  /** Null on PostgreSQL, where the queue is in the database. */
  readonly redisUrl: string | null;
  readonly port: number;
  /** Connections in the pool: the same number for every server of a run. */
  readonly poolSize: number;
  /** PEM (SPKI) of the ES256 key that signed the tokens. */
  readonly publicKey: string;
  readonly issuer: string;
  readonly audience: string;
  /** All callers. */
  readonly principals: readonly Principal[];
  /** A temporary folder for this server alone. */
  readonly folder: string;
}

export function readSettings(): ServerSettings {
  const databaseUrl = required('DATABASE_URL');
  return {
    databaseUrl,
    engine: engineOf(databaseUrl),
    redisUrl: process.env['REDIS_URL'] || null,
    port: Number(required('PORT')),
    poolSize: Number(required('DATABASE_POOL_SIZE')),
    publicKey: required('JWT_PUBLIC_KEY'),
    issuer: required('JWT_ISSUER'),
    audience: required('JWT_AUDIENCE'),
    principals: JSON.parse(readFileSync(required('BENCH_PRINCIPALS'), 'utf8')) as readonly Principal[],
    folder: required('BENCH_FOLDER'),
  };
}

export function engineOf(databaseUrl: string): Engine {
  return databaseUrl.startsWith('postgres') ? 'postgres' : 'mysql';
}

/** Where BullMQ finds Redis, for servers that use it directly. */
export function redisOf({ redisUrl }: ServerSettings) {
  if (!redisUrl) throw new Error('bench: this server needs REDIS_URL');
  const { hostname, port, password, pathname } = new URL(redisUrl);
  return {
    host: hostname,
    port: Number(port),
    password: decodeURIComponent(password),
    db: Number(pathname.slice(1)),
    maxRetriesPerRequest: null,
  };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`bench: ${name} is missing: start the servers with bench/run.mjs`);
  return value;
}
