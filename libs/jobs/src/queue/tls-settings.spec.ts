import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SettingsError } from '@keelson/kernel';
import { QueueSettings } from './queue.settings.js';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { DeclaredSettings } from '@keelson/runtime';
import { DatabaseSettings } from '@keelson/sql/ports';

const declared = new DeclaredSettings([RuntimeSettings, DatabaseSettings, QueueSettings]);

const remote = 'postgres://keelson:secret@db.example.com/keelson';
const mysql = 'mysql://keelson:secret@db.example.com/keelson';
const redis = 'redis://redis.example.com';
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

const problemsOf = (env: NodeJS.ProcessEnv) => {
  try {
    declared.read(env);
    return {};
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return Object.fromEntries(error.problems.map(({ variable, problem }) => [variable, problem]));
  }
};

describe('TLS to the database', () => {
  it.each([
    [{ DATABASE_URL: remote }, 'verify-full'],
    [{ DATABASE_URL: 'postgres://keelson@localhost/keelson' }, 'off'],
    [{ DATABASE_URL: 'postgres://keelson@127.0.0.1/keelson' }, 'off'],
    [{ DATABASE_URL: 'postgres://keelson@[::1]/keelson' }, 'off'],
    [{ DATABASE_URL: remote, PLAINTEXT_HOSTS: 'redis, DB.example.com' }, 'off'],
    [{ DATABASE_URL: remote, PLAINTEXT_HOSTS: 'db.example.com', DATABASE_TLS: 'verify-ca' }, 'verify-ca'],
    [{ DATABASE_URL: remote, DATABASE_TLS: 'require' }, 'require'],
    [{ DATABASE_URL: `${remote}?sslmode=verify-ca` }, 'verify-ca'],
    [{ DATABASE_URL: `${remote}?sslmode=require`, DATABASE_TLS: 'require' }, 'require'],
    [{}, 'off'],
  ])('with %j is %s', (env, mode) => {
    expect(declared.read(env).get(DatabaseSettings).tlsMode).toBe(mode);
  });

  it('takes sslmode out of the URL that the driver sees', () => {
    const env = { DATABASE_URL: `${remote}?sslmode=require&application_name=shop` };
    expect(declared.read(env).get(DatabaseSettings).url).toBe(`${remote}?application_name=shop`);
  });

  it.each([
    [{ DATABASE_URL: remote, DATABASE_TLS: 'off' }, 'DATABASE_TLS', /db\.example\.com unencrypted/],
    [
      { DATABASE_URL: `${remote}?sslmode=disable` },
      'DATABASE_URL',
      /add db\.example\.com to PLAINTEXT_HOSTS/,
    ],
    [{ DATABASE_URL: `${remote}?sslmode=prefer` }, 'DATABASE_URL', /Use one of disable, require, /],
    [{ DATABASE_URL: `${remote}?sslrootcert=x` }, 'DATABASE_URL', /"sslrootcert"\. Set DATABASE_TLS/],
    [{ DATABASE_URL: `${mysql}?ssl={}`, REDIS_URL: 'redis://localhost' }, 'DATABASE_URL', /"ssl"/],
    [
      { DATABASE_URL: `${remote}?sslmode=require`, DATABASE_TLS: 'verify-full' },
      'DATABASE_TLS',
      /contradicts DATABASE_URL, which specifies require/,
    ],
    [
      { DATABASE_URL: mysql.replace('db.example.com', '10.1.2.3') },
      'DATABASE_TLS',
      /not the IP address 10\.1\.2\.3/,
    ],
    [{ DATABASE_URL: remote, DATABASE_TLS_KEY: key }, 'DATABASE_TLS_CERT', /Set both, or neither/],
    [{ DATABASE_URL: remote, DATABASE_TLS_CA: 'x' }, 'DATABASE_TLS_CA', /Set it to PEM certificates/],
    [{ DATABASE_URL: remote, PLAINTEXT_HOSTS: '*.example.com' }, 'PLAINTEXT_HOSTS', /separated by commas/],
  ])('refuses %j', (env, variable, problem) => {
    expect(problemsOf(env)[variable]).toMatch(problem);
  });
});

describe('TLS to Redis', () => {
  const database = { DATABASE_URL: 'mysql://keelson@localhost/keelson' };

  it.each([
    [{ REDIS_URL: redis }, 'verify-full'],
    [{ REDIS_URL: 'redis://localhost' }, 'off'],
    [{ REDIS_URL: 'rediss://localhost' }, 'verify-full'],
    [{ REDIS_URL: 'rediss://localhost', REDIS_TLS: 'verify-ca' }, 'verify-ca'],
    [{ REDIS_URL: redis, PLAINTEXT_HOSTS: 'redis.example.com' }, 'off'],
  ])('with %j is %s', (env, mode) => {
    expect(declared.read({ ...database, ...env }).get(QueueSettings).tlsMode).toBe(mode);
  });

  it.each([
    [{ REDIS_URL: redis, REDIS_TLS: 'off' }, /redis\.example\.com unencrypted/],
    [{ REDIS_URL: 'rediss://localhost', REDIS_TLS: 'off' }, /contradicts the rediss:\/\/ URL/],
  ])('refuses %j', (env, problem) => {
    expect(problemsOf({ ...database, ...env })['REDIS_TLS']).toMatch(problem);
  });
});
