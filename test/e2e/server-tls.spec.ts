import { createConnection } from 'mysql2/promise';
import { copyFileSync } from 'node:fs';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { inspectEngine } from '@keelson/sql/ports';
import { DatabaseSettings, loadSettings, PlatformModule } from '@keelson/platform';
import { startApplication, type TestApp } from '../support/application.js';
import {
  type Certificates,
  clientTls,
  createDatabase,
  issueCertificates,
  type RunningServer,
  startMariadb,
  startPostgres,
  startRedis,
} from '@keelson/testing/servers';

/** The database and Redis behind TLS of their own, with certificates of an authority that nobody trusts by itself. */

const engine = inject('engine');
const mysql = engine === 'mysql';
let certificates: Certificates;
let database: RunningServer;
let redis: RunningServer | null = null;
let url: string;
let drop: () => Promise<void>;

beforeAll(async () => {
  certificates = await issueCertificates();
  database = mysql ? await startTlsMariadb(certificates) : await startPostgres({ certificates });
  redis = mysql ? await startRedis({ certificates }) : null;
  const created = await createDatabase(engine, {
    mysql: null,
    postgres: null,
    redis: null,
    [engine]: database.url,
  });
  drop = created.drop;
  // The name in the certificate.
  url = created.url.replace('127.0.0.1', 'localhost');
  if (mysql) {
    // Whoever comes in this way has spoken TLS and shown a certificate.
    const connection = await createConnection(created.url);
    await connection.query("CREATE USER 'shown'@'%' IDENTIFIED BY 'certificate' REQUIRE X509");
    await connection.query("GRANT ALL PRIVILEGES ON *.* TO 'shown'@'%'");
    await connection.end();
    url = url.replace(/root:[^@]*@/, 'shown:certificate@');
  }
});

afterAll(async () => {
  await drop?.();
  await database?.stop();
  await redis?.stop();
  certificates?.remove();
});

function startTlsMariadb({ authority, server }: Certificates): Promise<RunningServer> {
  return startMariadb({ settings: { 'ssl-ca': authority, 'ssl-cert': server.cert, 'ssl-key': server.key } });
}

async function showOtherName(): Promise<void> {
  copyFileSync(certificates.client.cert, certificates.server.cert);
  copyFileSync(certificates.client.key, certificates.server.key);
  const connection = await createConnection(database.url);
  await connection.query('FLUSH SSL');
  await connection.end();
}

const environment = () => ({
  DATABASE_TLS: 'verify-full',
  DATABASE_TLS_CA_FILE: certificates.authority,
  DATABASE_TLS_CERT_FILE: certificates.client.cert,
  DATABASE_TLS_KEY_FILE: certificates.client.key,
  ...(redis && {
    REDIS_URL: redis.url,
    REDIS_TLS_CA_FILE: certificates.authority,
    REDIS_TLS_CERT_FILE: certificates.client.cert,
    REDIS_TLS_KEY_FILE: certificates.client.key,
  }),
});

/** Connects once, as the start does. */
async function connect(changes: Readonly<Record<string, string>>) {
  const settings = await loadSettings(PlatformModule, {
    DATABASE_URL: url,
    ...(mysql && { REDIS_URL: 'redis://127.0.0.1:1' }),
    ...changes,
  });
  return inspectEngine(settings.get(DatabaseSettings).options);
}

describe('an application whose servers speak TLS', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApplication(engine, inject('servers'), { databaseUrl: url, environment: environment() });
  });
  afterAll(() => app?.close());

  it('reads, writes and runs jobs', async () => {
    const ada = await app.signUp();
    expect(await app.http('GET', '/v1/me', { token: ada.token })).toMatchObject({ status: 200 });
    const job = await app.http('POST', '/v1/products/export', { token: ada.token, body: {} });
    expect(job.status).toBe(202);
    const { location } = job.json as { location: string };
    await expect
      .poll(async () => (await app.http('GET', location, { token: ada.token })).json, { timeout: 20_000 })
      .toMatchObject({ state: 'done' });
    expect(await app.http('GET', '/health/ready')).toMatchObject({ status: 200 });
  });

  // MariaDB has let in nobody without TLS.
  if (!mysql)
    it('leaves no connection in plaintext', async () => {
      const client = new Client({ connectionString: url, ssl: clientTls(certificates) });
      await client.connect();
      const { rows } = await client.query<{ encrypted: string; plain: string }>(
        `SELECT count(*) FILTER (WHERE ssl) AS encrypted, count(*) FILTER (WHERE NOT ssl) AS plain
       FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
       WHERE datname = current_database() AND application_name LIKE 'keelson%'`,
      );
      await client.end();
      expect(rows[0]?.plain).toBe('0');
      // The pool, the queue's, and the channel of signals.
      expect(Number(rows[0]?.encrypted)).toBeGreaterThanOrEqual(3);
    });
});

describe('a server that is not trusted', () => {
  it('is refused when another authority has signed its certificate', async () => {
    const changes = { ...environment(), DATABASE_TLS_CA_FILE: certificates.strangerAuthority };
    await expect(connect(changes)).rejects.toThrow(
      /not signed by a trusted authority.* DATABASE_TLS_CA_FILE/,
    );
    await expect(connect({ ...changes, DATABASE_TLS: 'verify-ca' })).rejects.toThrow(
      /not signed by a trusted authority/,
    );
  });

  it('is refused under a name that its certificate does not have, unless only the authority counts', async () => {
    // mysql2 checks no addresses, so there the server shows the certificate of another name.
    const changes = {
      ...environment(),
      ...(!mysql && { DATABASE_URL: url.replace('localhost', '127.0.0.1') }),
    };
    if (mysql) await showOtherName();
    await expect(connect(changes)).rejects.toThrow(/certificate is for another host name/);
    expect((await connect({ ...changes, DATABASE_TLS: 'verify-ca' })).dialect).toBe(engine);
  });

  it('is taken without a check by `require`', async () => {
    const { DATABASE_TLS_CA_FILE: _, ...rest } = environment();
    expect((await connect({ ...rest, DATABASE_TLS: 'require' })).dialect).toBe(engine);
  });

  it('is refused when it offers no TLS', async () => {
    const created = await createDatabase(engine, inject('servers'));
    const changes = { ...environment(), DATABASE_URL: created.url.replace('127.0.0.1', 'localhost') };
    await expect(connect(changes)).rejects.toThrow(/it does not support TLS/);
    await created.drop();
  });
});
