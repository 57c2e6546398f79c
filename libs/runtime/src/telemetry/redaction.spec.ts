import { describe, expect, it } from 'vitest';
import { createRedactor, redact, redactText } from './index.js';

describe('any value', () => {
  it('comes back as a plain copy', () => {
    const circular: Record<string, unknown> = { a: 1 };
    circular['self'] = circular;
    expect(redact(circular)).toEqual({ a: 1, self: '[circular]' });
    expect(
      redact({ big: 10n, none: null, bytes: Buffer.from('abc'), set: new Set([1]), f: () => 1 }),
    ).toEqual({
      big: '10',
      none: null,
      bytes: '[3 bytes]',
      set: [1],
      f: undefined,
    });
    expect(redact(new URL('https://user:pw@example.com/a'))).toBe('https://[redacted]@example.com/a');
  });

  it('may be anything without harm', () => {
    const hostile = {
      get broken(): string {
        throw new Error('no');
      },
    };
    expect(redact({ hostile })).toEqual({ hostile: '[unreadable]' });
    expect(redact(Object.create(null))).toEqual({});
    expect(redact(new Date(NaN))).toBeNull();
    expect(redact(undefined)).toBeUndefined();
  });

  it('is bounded in depth, breadth and size', () => {
    const deep = { a: { b: { c: { d: { e: { f: { g: 1 } } } } } } };
    expect(JSON.stringify(redact(deep))).toBe('{"a":{"b":{"c":{"d":{"e":{"f":"[…]"}}}}}}');
    expect(redact(Array.from({ length: 150 }, () => 0))).toHaveLength(101);
    const wide = (levels: number): unknown =>
      levels === 0 ? 'x'.repeat(100) : Array.from({ length: 40 }, () => wide(levels - 1));
    expect(JSON.stringify(redact(wide(3))).length).toBeLessThan(500_000);
    expect(String(redact('x'.repeat(100_000))).length).toBeLessThan(8300);
  });

  it('shows that a secret is absent, since that is what one looks for', () => {
    expect(redact({ token: undefined, password: null, secret: '' })).toEqual({
      token: undefined,
      password: null,
      secret: '[redacted]',
    });
  });

  it('is rid of further fields by name', () => {
    expect(createRedactor(['iban-number'])({ ibanNumber: 1, number: 2 })).toEqual({
      ibanNumber: '[redacted]',
      number: 2,
    });
  });
});

describe('a text', () => {
  it.each([
    ['GET https://a:b@c.example/x', 'GET https://[redacted]@c.example/x'],
    ['redis://:pw@localhost:6379', 'redis://[redacted]@localhost:6379'],
    ['550 <bob@example.com> unknown', '550 <[e-mail]> unknown'],
    ['authorization: Bearer abc.def', 'authorization: [redacted]'],
    ['got bearer abcdefgh12', 'got bearer [redacted]'],
    ['jwt eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln!', 'jwt [redacted]!'],
    ['GET /v1/orders?key=kls_9aB0_1 by KLS_ABCDEFG', 'GET /v1/orders?key=[redacted] by [redacted]'],
    ['krt_abc-def_g.', '[redacted].'],
    ['refresh_token=abc&scope=x', 'refresh_token=[redacted]&scope=x'],
    ['{"password":"a\\"b","sku":"c"}', '{"password":"[redacted]","sku":"c"}'],
    ['a -----BEGIN EC PRIVATE KEY-----\nMHc\n', 'a [redacted]'],
    ['Key (email)=(x) already exists.', 'Key (email)=(?) already exists.'],
    ['\u001b[2Jpass\u0000word=x', '[2Jpassword=[redacted]'],
  ])('loses credentials and addresses: %j', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it.each([
    'Mapped {/v1/orders, POST} route',
    '    at next (file:///srv/app/node_modules/@nestjs/core/router.js:1:2)',
    'npm install @nestjs/core@12.5.1',
    'http://127.0.0.1:3000/docs?page=2#top',
    'DATABASE_URL is missing',
    'placed\n2 lines',
  ])('without any stays as it is: %j', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('is masked in bounded time, whatever strangers send', () => {
    const bad = [
      'a',
      '-',
      'a@',
      'a.',
      "duplicate entry '",
      '"password":"',
      '://',
      'eyJ',
      '-----BEGIN PRIVATE KEY-----',
      'kls_',
    ];
    // Where the time grew with the square of the length, this would not end.
    for (const part of bad) expect(redactText(part.repeat(100_000)).length).toBeGreaterThan(0);
  });
});
