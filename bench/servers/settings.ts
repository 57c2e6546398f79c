/** What the harness tells a server through its environment. */
export interface ServerSettings {
  readonly databaseUrl: string;
  readonly port: number;
  /** Connections in the pool: the same number for every server of a run. */
  readonly poolSize: number;
  /** PEM (SPKI) of the ES256 key that signed the tokens. */
  readonly publicKey: string;
  readonly issuer: string;
  readonly audience: string;
}

export function readSettings(): ServerSettings {
  return {
    databaseUrl: required('DATABASE_URL'),
    port: Number(required('PORT')),
    poolSize: Number(required('DATABASE_POOL_SIZE')),
    publicKey: required('JWT_PUBLIC_KEY'),
    issuer: required('JWT_ISSUER'),
    audience: required('JWT_AUDIENCE'),
  };
}

/** Where BullMQ finds Redis, for servers that use it by themselves. */
export function readRedis() {
  const { hostname, port, password, pathname } = new URL(required('REDIS_URL'));
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
  if (!value) throw new Error(`bench: ${name} is missing: start the servers through bench/run.mjs`);
  return value;
}
