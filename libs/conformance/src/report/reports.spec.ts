import { describe, expect, it } from 'vitest';
import type { Finding } from '../finding.js';
import type { Verdict } from '../verdict.js';
import { curlOf, reported } from './evidence.js';
import { htmlOf } from './html.js';
import { junitOf } from './junit.js';

const token = `eyJhbGciOiJFUzI1NiJ9.${'a'.repeat(20)}.${'b'.repeat(20)}`;
const person = { title: 'the <owner>', userId: 'u', organizationId: 'o', token };

const finding: Finding = {
  check: 'access',
  rule: 'access/foreign-row',
  operation: 'GET /v1/boats/{id}',
  place: { module: 'boats', file: 'src/features/boats/boats.controller.ts', line: 7 },
  message: 'It shows <script>alert("x")</script> & more.',
  mend: "Don't.",
  evidence: {
    inquiry: { method: 'POST', url: "/v1/boats?q='", person, body: { name: "O'Neill", token } },
    answer: { status: 200, headers: { 'x-token': token }, text: `{"access_token":"${token}","a":"\u0001"}` },
    statements: [{ text: 'SELECT 1', values: [token, 'krt_0123456789abcdefghij', new Date(0), null] }],
  },
};

const verdict: Verdict = {
  engine: 'postgres',
  startedAt: '2026-01-31T12:00:00.000Z',
  seconds: 1,
  feature: null,
  checks: [{ name: 'access', title: 'who may', seconds: 1, held: 3, found: 1 }],
  operations: [
    {
      title: 'GET /v1/boats/{id}',
      place: finding.place,
      access: 'boats:read',
      checks: { access: { held: 3, found: 1 } },
    },
  ],
  findings: [finding],
};

describe('A request as a command', () => {
  it('is one that a shell takes as it stands, with the token as a variable', () => {
    expect(curlOf(finding.evidence.inquiry as never)).toBe(
      [
        String.raw`curl -sS -i -g -X POST "$BASE"'/v1/boats?q='\'''`,
        '-H "Authorization: Bearer $TOKEN"',
        "-H 'Content-Type: application/json'",
        String.raw`--data-raw '{"name":"O'\''Neill","token":"$TOKEN"}'`,
      ].join(' \\\n  '),
    );
  });
});

describe('Every report', () => {
  const page = htmlOf([verdict]);
  const junit = junitOf([verdict]);
  const json = JSON.stringify(reported(finding));

  it('holds no token', () => {
    for (const text of [page, junit, json]) {
      expect(text).not.toContain(token);
      expect(text).not.toContain('krt_0');
    }
  });

  it('escapes what came out of the application', () => {
    for (const text of [page, junit]) {
      expect(text).not.toContain('<script>');
      expect(text).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; more.');
      expect(text).not.toContain('\u0001');
    }
  });

  it('needs nothing from elsewhere and leads from the table to the finding', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|url\(|https?:/);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('href="#finding-1"');
    expect(page).toContain('id="finding-1"');
    expect(page).toContain('src/features/boats/boats.controller.ts:7');
  });

  it('counts a failure for CI', () => {
    expect(junit).toContain('tests="1" failures="1"');
    expect(junit).toContain('type="access/foreign-row"');
  });
});
