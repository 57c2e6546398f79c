import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { SettingsError } from '@keelson/kernel';
import {
  AccessSettings,
  DatabaseSettings,
  findSettings,
  HttpSettings,
  LimitsSettings,
  LogsSettings,
  MailSettings,
  QueueSettings,
  RuntimeSettings,
} from '@keelson/platform';
import { describe, expect, it } from 'vitest';
import { AppModule } from '../src/app.module.js';
import { IdentitySettings, OwnerSettings } from '@keelson/identity';
import { modeOf } from '@keelson/server';

const declared = await findSettings(AppModule);

function load(env: NodeJS.ProcessEnv, surroundings?: Parameters<typeof declared.read>[1]) {
  const all = declared.read(env, surroundings);
  return {
    all,
    mode: modeOf(all),
    runtime: all.get(RuntimeSettings),
    http: all.get(HttpSettings),
    database: all.get(DatabaseSettings),
    queue: all.get(QueueSettings),
    access: all.get(AccessSettings),
    identity: all.get(IdentitySettings),
    mail: all.get(MailSettings),
    owner: all.get(OwnerSettings),
    logs: all.get(LogsSettings),
    limits: all.get(LimitsSettings),
  };
}

const mysql = 'mysql://keelson:hunter2hunter2@db.example.com:3306/keelson';
const redis = 'redis://:hunter2hunter2@redis.example.com:6379/0';
const pemOf = (namedCurve: string) =>
  generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The error that these variables cause; fails when they cause none. */
function refused(env: NodeJS.ProcessEnv): SettingsError {
  try {
    load(env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error(`Nothing was refused in ${Object.keys(env).join(', ')}`);
}

const problemOf = (env: NodeJS.ProcessEnv, variable: string) =>
  refused(env).problems.find((problem) => problem.variable === variable)?.problem;

describe('without any variable', () => {
  const settings = load({}, { terminal: false, folder: '/srv/keelson' });

  it('runs in evaluation mode on the embedded database', () => {
    expect(settings.mode).toBe('evaluation');
    expect(settings.database).toMatchObject({
      poolSize: 10,
      statementTimeoutMs: 8_000,
      connectTimeoutMs: 5_000,
    });
    expect(settings.database.url).toBeUndefined();
    expect(settings.queue.redisUrl).toBeUndefined();
  });

  it('uses the documented defaults', () => {
    expect(settings.runtime).toMatchObject({
      role: 'all',
      shutdownSeconds: 9,
      dataFolder: '/srv/keelson/.keelson',
    });
    expect(settings.http).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://127.0.0.1:3000',
      trustProxy: false,
      bodyLimitBytes: 1_048_576,
    });
    expect(settings.access).toMatchObject({ issuer: 'keelson' });
    expect(settings.identity).toMatchObject({
      accessTokenSeconds: 300,
      refreshTokenSeconds: 2_592_000,
      passwordHashQueue: 64,
      signInsPerMinute: 10,
    });
    expect(settings.logs).toMatchObject({ level: 'info', format: 'json' });
    expect(settings.limits).toMatchObject({ requestsPerMinute: 6000 });
  });

  it('logs prettily on a terminal only', () => {
    expect(load({}, { terminal: true }).logs.format).toBe('pretty');
    expect(load({ LOG_FORMAT: 'json' }, { terminal: true }).logs.format).toBe('json');
  });

  it('takes an empty variable for an absent one', () => {
    expect(load({ PORT: '', HOST: ' ', DATABASE_URL: '' }).http.port).toBe(3000);
  });
});

describe('what is read', () => {
  it.each([
    ['false', false],
    ['0', false],
    ['2', 2],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
    ['loopback', ['loopback']],
  ])('reads TRUST_PROXY=%s', (text, value) => {
    expect(load({ TRUST_PROXY: text }).http.trustProxy).toEqual(value);
  });

  it.each([
    [{ HOST: '0.0.0.0', PORT: '80' }, 'http://localhost:80'],
    [{ HOST: '::1' }, 'http://[::1]:3000'],
    [{ PUBLIC_URL: 'https://api.example.com/keelson/' }, 'https://api.example.com/keelson'],
    [{ PUBLIC_URL: 'https://Bücher.example:443/my api' }, 'https://xn--bcher-kva.example/my%20api'],
  ])('derives the public URL of %j', (env, url) => {
    expect(load(env).http.publicUrl).toBe(url);
  });

  it.each([
    [mysql, redis],
    [mysql.replace('mysql', 'mariadb'), redis],
    ['postgres://keelson:p%23w@[::1]:5432/keelson', undefined],
    ['postgresql://keelson@localhost/keelson', undefined],
  ])('takes %s for the database, with a queue that fits', (url, redisUrl) => {
    const settings = load({ DATABASE_URL: url, REDIS_URL: redisUrl });
    expect(settings.database).toMatchObject({ url, options: { url } });
    expect(settings.queue.redisUrl).toBe(redisUrl);
    expect(settings.mode).toBe('development');
  });

  it('reads a signing key with escaped line ends', () => {
    const pem = pemOf('P-256');
    expect(load({ AUTH_SIGNING_KEY: pem.replaceAll('\n', '\\n') }).identity.signingKey).toBe(pem);
  });

  it('keeps an owner password as it is, spaces included', () => {
    const settings = load({
      KEELSON_OWNER_EMAIL: 'owner@localhost',
      KEELSON_OWNER_PASSWORD: ' correct horse ',
    });
    expect(settings.owner).toMatchObject({ email: 'owner@localhost', password: ' correct horse ' });
  });

  it('can not be changed afterwards', () => {
    const settings = load({});
    expect(() => Object.assign(settings.http, { port: 1 })).toThrow(TypeError);
  });
});

describe('everything wrong at once', () => {
  const wrong: NodeJS.ProcessEnv = {
    NODE_ENV: 'prod',
    ROLE: 'both',
    PORT: '70000',
    HOST: 'http://localhost',
    TRUST_PROXY: 'true',
    BODY_LIMIT_BYTES: '1MB',
    REQUEST_DEADLINE_MS: '10s',
    SHUTDOWN_SECONDS: '10',
    DATABASE_URL: 'oracle://keelson:hunter2@db/keelson',
    DATABASE_POOL_SIZE: '0',
    DATABASE_STATEMENT_TIMEOUT_MS: '-5',
    DATABASE_CONNECT_TIMEOUT_MS: '1e3',
    DATABASE_ROW_WAITERS: '0',
    REDIS_URL: 'localhost:6379',
    KEELSON_DATA: 'x'.repeat(2000),
    EVENT_RETENTION_DAYS: '0',
    JOB_FILE_HOURS: '0',
    IMPORT_LIMIT_BYTES: '1023',
    METRICS_TOKEN: 'hunter2',
    AUTH_ISSUER: 'two words',
    AUTH_SIGNING_KEY: 'hunter2',
    ACCESS_TOKEN_SECONDS: '1',
    REFRESH_TOKEN_SECONDS: '1.5',
    PASSWORD_HASH_QUEUE: '0x10',
    SMTP_URL: 'https://user:hunter2@mail.example.com',
    MAIL_FROM: 'nobody',
    KEELSON_OWNER_EMAIL: 'owner',
    KEELSON_OWNER_PASSWORD: 'hunter2',
    KEELSON_OPERATOR_USER_ID: 'ada@example.com',
    RATE_LIMIT_PER_MINUTE: '0',
    PASSWORD_BLOCKLIST_FILE: 'x'.repeat(5_000),
    SIGN_IN_HISTORY_DAYS: '0',
    UNPROVEN_ACCOUNT_DAYS: '13',
    SIGN_IN_LIMIT_PER_MINUTE: 'ten',
    LOG_LEVEL: 'verbose',
    LOG_FORMAT: 'xml',
    PUBLIC_URL: 'api.example.com',
    DATABASE_TLS: 'on',
    DATABASE_TLS_CA: 'hunter2',
    DATABASE_TLS_CERT: 'hunter2',
    DATABASE_TLS_KEY: 'hunter2',
    REDIS_TLS: 'yes',
    REDIS_TLS_CA: 'hunter2',
    REDIS_TLS_CERT: 'hunter2',
    REDIS_TLS_KEY: 'hunter2',
    PLAINTEXT_HOSTS: '10.0.0.0/8',
    ACCOUNT_PAGE_URL: 'app.example.com',
    API_KEYS_PER_MEMBER: '0',
    API_KEYS_PER_ORGANIZATION: 'many',
    AUDIT_SEALING_KEYS: 'hunter2',
    CLOSED_ORGANIZATION_DAYS: '-1',
    KEELSON_OWNER_MAIL: 'owner@example.com',
  };
  const error = refused(wrong);

  it('is named in one message, each variable once', () => {
    const named = error.problems.map(({ variable }) => variable);
    expect(named.toSorted()).toEqual(Object.keys(wrong).toSorted());
    for (const { variable, problem } of error.problems) {
      expect(error.message).toContain(`\n  ${variable}: ${problem}\n`);
    }
  });

  it('covers every setting there is', () => {
    expect(Object.keys(wrong)).toEqual(expect.arrayContaining(declared.table.map(({ name }) => name)));
  });

  it('says what was given and what to write', () => {
    expect(error.message).toContain(`PORT: "70000" is invalid. Set it to a whole number from 0 to 65535.`);
    expect(error.message).toContain(`ROLE: "both" is invalid. Set it to one of all, api, worker.`);
    expect(error.message).toContain(`DATABASE_URL: "oracle://…" is invalid. Set it to a mysql://`);
    expect(error.message).toContain(
      'KEELSON_OWNER_MAIL: is not a setting. Did you mean KEELSON_OWNER_EMAIL?',
    );
    expect(error.message).toContain(
      'KEELSON_OWNER_PASSWORD: the value (not shown here) is invalid. Set it to a value of 12 to 128 characters.',
    );
  });

  it('shows no secret', () => {
    expect(error.message).not.toContain('hunter2');
    expect(inspect(error)).not.toContain('hunter2');
  });
});

describe('a connection URL', () => {
  // Each has the word in a place that a URL parser does not take for the password.
  it.each([
    'mysql://keelson:hun#ter2@db/keelson',
    'mysql://keelson:12#hunter2@db/keelson',
    'mysql://keelson:12/hunter2@db/keelson',
    'mysql://keelson:12?hunter2@db/keelson',
    'keelson:hunter2@db/keelson',
    'mysql://db.example.com',
    'mysql:///keelson',
  ])('that is not meant so is refused without a word of it: %s', (url) => {
    const { message } = refused({ DATABASE_URL: url, REDIS_URL: redis });
    expect(message).toMatch(/ {2}DATABASE_URL: (the value \(not shown here\)|"mysql:\/\/…")/);
    expect(message).not.toContain('ter2');
    expect(message).not.toContain('db.example.com"');
  });
});

describe('production', () => {
  it('needs a database', () => {
    expect(problemOf({ NODE_ENV: 'production' }, 'DATABASE_URL')).toMatch(
      /^is missing\. Production requires/,
    );
  });

  it('needs Redis with MySQL, and not with PostgreSQL', () => {
    expect(problemOf({ NODE_ENV: 'production', DATABASE_URL: mysql }, 'REDIS_URL')).toMatch(/^is missing/);
    const postgres = load({
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://keelson:pw@db/keelson',
    });
    expect(postgres.mode).toBe('production');
    expect(postgres.queue.redisUrl).toBeUndefined();
  });

  it('needs a sender when it sends mail', () => {
    const env = {
      NODE_ENV: 'production',
      DATABASE_URL: mysql,
      REDIS_URL: redis,
      SMTP_URL: 'smtp://mail.example.com',
    };
    expect(problemOf(env, 'MAIL_FROM')).toMatch(/^is missing/);
    expect(load({ ...env, MAIL_FROM: 'Shop <shop@example.com>' }).mail.from).toBe('Shop <shop@example.com>');
  });

  it('names everything that is missing at once', () => {
    const { problems } = refused({ NODE_ENV: 'production', PORT: 'x', KEELSON_OWNER_EMAIL: 'a@example.com' });
    expect(problems.map(({ variable }) => variable)).toEqual([
      'PORT',
      'DATABASE_URL',
      'KEELSON_OWNER_PASSWORD',
    ]);
  });
});

describe('rules between settings', () => {
  it.each([
    [{ ROLE: 'worker' }, 'ROLE', /requires DATABASE_URL/],
    [{ DATABASE_URL: mysql }, 'REDIS_URL', /is missing\. With MySQL/],
    [{ KEELSON_OWNER_PASSWORD: 'correct horse' }, 'KEELSON_OWNER_EMAIL', /Set both, or neither/],
    [
      { ACCESS_TOKEN_SECONDS: '600', REFRESH_TOKEN_SECONDS: '600' },
      'REFRESH_TOKEN_SECONDS',
      /must be greater than ACCESS_TOKEN_SECONDS \(600\), but is 600/,
    ],
    [{ AUTH_SIGNING_KEY: pemOf('P-384') }, 'AUTH_SIGNING_KEY', /P-256/],
    [{ TRUST_PROXY: '0.0.0.0/0' }, 'TRUST_PROXY', /CIDR/],
    [{ PUBLIC_URL: 'https://a:hunter2@example.com' }, 'PUBLIC_URL', /^the value \(not shown here\)/],
    [{ NODE_ENV: 'production', KEELSON_FAULT: 'shutdown:1' }, 'KEELSON_FAULT', /is not a setting/],
    [{ KEELSON_COLOR: 'red' }, 'KEELSON_COLOR', /Known settings: KEELSON_DATA, /],
  ])('refuses %j', (env, variable, problem) => {
    expect(problemOf(env, variable)).toMatch(problem);
  });
});

it('does not show secrets when settings are printed or turned to JSON', () => {
  const { all: settings } = load({
    DATABASE_URL: mysql,
    REDIS_URL: redis,
    SMTP_URL: 'smtp://user:hunter2hunter2@mail.example.com',
    KEELSON_OWNER_EMAIL: 'owner@example.com',
    KEELSON_OWNER_PASSWORD: 'hunter2hunter2',
    AUTH_SIGNING_KEY: pemOf('P-256'),
  });
  for (const text of [JSON.stringify(settings), inspect(settings, { depth: 5 })]) {
    expect(text).not.toMatch(/hunter2|PRIVATE KEY/);
    expect(text).toContain('owner@example.com');
  }
});
