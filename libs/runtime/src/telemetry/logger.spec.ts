import { Logger as NestLogger } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { afterAll, describe, expect, it } from 'vitest';
import { createLogger, PinoLoggerService, type LoggerOptions } from './index.js';

/** A logger and the lines that it wrote. */
function capture(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'trace',
    format: 'json',
    destination: { write: (line: string) => void lines.push(line) },
    ...options,
  });
  return {
    logger,
    nest: new PinoLoggerService(logger),
    text: () => lines.join(''),
    records: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

const secret = 'hunter2hunter2';
const everySecret = {
  headers: {
    Authorization: `Bearer ${secret}`,
    cookie: `sid=${secret}`,
    'Set-Cookie': [`sid=${secret}`],
    'x-api-key': secret,
    'user-agent': 'curl',
  },
  body: {
    password: secret,
    new_password: secret,
    passwordHash: secret,
    token: secret,
    refresh_token: secret,
    accessToken: secret,
    client_secret: secret,
    apiKey: secret,
    deep: [{ list: new Map([['secret', secret]]) }],
  },
  email: secret,
  buyerEmail: secret,
  name: secret,
};

describe('what reaches the output', () => {
  const ways: Record<string, (log: ReturnType<typeof capture>) => void> = {
    fields: ({ logger }) => logger.info(everySecret, 'asked'),
    'fields within fields': ({ logger }) => logger.info({ a: { b: [everySecret] } }),
    'values of a format': ({ logger }) => logger.info('asked %j %o', everySecret, everySecret),
    'bindings of a child': ({ logger }) => logger.child(everySecret).child(everySecret).info('asked'),
    'bindings set later': ({ logger }) => {
      const child = logger.child({});
      child.setBindings(everySecret);
      child.info('asked');
    },
    'a message in JSON': ({ logger }) => logger.info(JSON.stringify(everySecret.body)),
    'a message of a credential and its value': ({ logger }) => logger.info('access_token=%s', secret),
    'a URL with credentials': ({ logger }) =>
      logger.info(`can't reach mysql://keelson:${secret}@db:3306/keelson`),
    'a URL with a token': ({ logger }) => logger.info({ url: `/v1/x?access_token=${secret}&limit=1` }),
    'the object of a Nest call': ({ nest }) => nest.log(everySecret, 'Spec'),
    'an object after a Nest message': ({ nest }) => nest.warn('asked', everySecret, 'Spec'),
    'a list in a Nest call': ({ nest }) => nest.log([everySecret], 'Spec'),
  };
  it.each(Object.entries(ways))('holds no secret: %s', (_, write) => {
    for (const format of ['json', 'pretty'] as const) {
      const log = capture({ format });
      write(log);
      expect(log.text()).not.toBe('');
      expect(log.text()).not.toContain(secret);
      expect(log.text()).toContain('[redacted]');
    }
  });

  it('holds no secret out of the context', () => {
    const context = { requestId: 'r-1', token: secret };
    const log = capture({ contextFields: () => context });
    log.logger.info({ orderId: 'o-1' }, 'placed');
    expect(log.records()).toMatchObject([{ requestId: 'r-1', orderId: 'o-1', token: '[redacted]' }]);
    // pino merges into what a mixin returns: ours must not be the caller's own object.
    expect(context).toEqual({ requestId: 'r-1', token: secret });
  });

  it('leaves out the fields that the model classes, however they are written', () => {
    const log = capture({ sensitiveFields: ['taxNumber'] });
    log.logger.info({ tax_number: secret, order: { taxNumber: secret } });
    expect(log.text()).not.toContain(secret);
  });

  it('does not change what was logged', () => {
    const body = { password: secret, nested: { token: secret } };
    capture().logger.info(body);
    expect(body).toEqual({ password: secret, nested: { token: secret } });
  });

  it('keeps what is no secret', () => {
    const log = capture();
    log.logger.info(
      { tokenType: 'Bearer', status: 200, path: '/v1/orders', when: new Date(0) },
      'answered %d',
      200,
    );
    expect(log.records()[0]).toMatchObject({
      level: 'info',
      tokenType: 'Bearer',
      status: 200,
      path: '/v1/orders',
      when: '1970-01-01T00:00:00.000Z',
      msg: 'answered 200',
    });
    expect(log.records()[0]?.['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });
});

describe('errors', () => {
  const driverError = Object.assign(new Error(`Duplicate entry '${secret}' for key 'users.email_key'`), {
    code: 'ER_DUP_ENTRY',
    errno: 1062,
    sql: `INSERT INTO users VALUES ('${secret}')`,
    sqlState: '23000',
    sqlMessage: `Duplicate entry '${secret}' for key 'users.email_key'`,
  });
  const failed = new QueryFailedError('INSERT INTO users VALUES (?)', [secret], driverError);

  const ways: Record<string, (log: ReturnType<typeof capture>) => void> = {
    'as the first argument': ({ logger }) => logger.error(failed),
    'with a message': ({ logger }) => logger.error(failed, 'it failed'),
    'as a field': ({ logger }) => logger.error({ err: failed }),
    'under another name': ({ logger }) => logger.error({ reason: failed }),
    'as a cause': ({ logger }) => logger.error(new Error('outer', { cause: failed })),
    'in a Nest call': ({ nest }) => nest.error(failed, 'Spec'),
    'after a Nest message': ({ nest }) => nest.error('it failed', failed, 'Spec'),
    'as message and stack': ({ nest }) => nest.error(failed.message, failed.stack, 'Spec'),
    'taken apart': ({ logger }) => logger.error(Object.fromEntries(Object.entries(failed))),
  };
  it.each(Object.entries(ways))('of a database say nothing of the row: %s', (_, write) => {
    for (const format of ['json', 'pretty'] as const) {
      const log = capture({ format });
      write(log);
      expect(log.text()).not.toBe('');
      expect(log.text()).not.toContain(secret);
    }
  });

  it('keep name, message, code and frames', () => {
    const log = capture();
    log.nest.error(failed, 'Spec');
    expect(log.records()[0]).toMatchObject({
      level: 'error',
      context: 'Spec',
      msg: "Duplicate entry '?' for key 'users.email_key'",
      err: {
        type: 'QueryFailedError',
        message: "Duplicate entry '?' for key 'users.email_key'",
        code: 'ER_DUP_ENTRY',
      },
    });
    expect(log.text()).toMatch(
      /"stack":"QueryFailedError: Duplicate entry '\?'[^"]*\\n\s+at [^"]*logger\.spec/,
    );
  });

  it('keep the errors of an AggregateError', () => {
    const log = capture();
    log.logger.error(
      new AggregateError([Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })], 'none'),
    );
    expect(log.records()[0]).toMatchObject({ msg: 'none', err: { errors: [{ code: 'ECONNREFUSED' }] } });
  });
});

describe("Nest's logger", () => {
  const log = capture({ level: 'debug', contextFields: () => ({ requestId: 'r-1' }) });
  NestLogger.overrideLogger(log.nest);
  afterAll(() => {
    NestLogger.overrideLogger(['log', 'error', 'warn', 'debug', 'verbose', 'fatal']);
  });

  it('writes through pino at its level, with its context', () => {
    const logger = new NestLogger('Orders');
    logger.verbose('not at this level');
    logger.debug('one');
    logger.log('two');
    logger.warn('three', { orderId: 'o-1', level: 'forged' });
    logger.error('four', 'Error: four\n    at place (orders.ts:1:2)');
    logger.fatal(new TypeError('five'));
    expect(log.records()).toMatchObject([
      { level: 'debug', msg: 'one', context: 'Orders', requestId: 'r-1' },
      { level: 'info', msg: 'two', context: 'Orders', requestId: 'r-1' },
      { level: 'warn', msg: 'three', context: 'Orders', data: { orderId: 'o-1', level: 'forged' } },
      { level: 'error', msg: 'four', context: 'Orders', err: { stack: '    at place (orders.ts:1:2)' } },
      { level: 'fatal', msg: 'five', context: 'Orders', err: { type: 'TypeError' } },
    ]);
  });

  it('takes levels from Nest', () => {
    const quiet = capture();
    quiet.nest.setLogLevels(['error', 'fatal']);
    quiet.nest.warn('unheard');
    quiet.nest.error('heard');
    quiet.nest.setLogLevels([]);
    quiet.nest.fatal('unheard');
    expect(quiet.records()).toMatchObject([{ msg: 'heard' }]);
  });

  it('is read by people when pretty, at once and on one line', () => {
    const pretty = capture({ format: 'pretty' });
    pretty.nest.log('listening', 'Bootstrap');
    expect(pretty.text()).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] INFO.*: \[Bootstrap\] listening\n$/);
  });
});
