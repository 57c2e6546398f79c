import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../finding.js';
import type { Verdict } from '../verdict.js';
import { sarifOf } from './sarif.js';

const token = `eyJhbGciOiJFUzI1NiJ9.${'a'.repeat(20)}.${'b'.repeat(20)}`;
const person = { title: 'the owner', userId: 'u', organizationId: 'o', token };

function finding(more: Partial<Finding> = {}): Finding {
  return {
    check: 'properties',
    rule: 'properties/echo',
    operation: 'POST /v1/boats',
    place: { module: 'boats', file: 'src/features/boats/my boats.ts', line: 7 },
    message: 'POST /v1/boats accepts "count": 0, but returns 1.',
    mend: 'Use ??.',
    evidence: {
      inquiry: { method: 'POST', url: '/v1/boats', person, body: { count: 0 } },
      rows: { actual: { count: 1 }, expected: { count: 0 } },
    },
    ...more,
  };
}

function verdict(engine: Verdict['engine'], findings: readonly Finding[]): Verdict {
  return {
    engine,
    startedAt: '2026-01-31T12:00:00.000Z',
    seconds: 1,
    feature: null,
    checks: [],
    operations: [],
    findings,
  };
}

/** What the schema of SARIF 2.1.0 requires of the objects that are written, with the types that it gives them. */
const message = { type: 'object', required: ['text'], properties: { text: { type: 'string' } } };
const required = {
  type: 'object',
  required: ['version', 'runs'],
  properties: {
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['tool'],
        properties: {
          tool: {
            type: 'object',
            required: ['driver'],
            properties: {
              driver: {
                type: 'object',
                required: ['name'],
                properties: {
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: {
                      type: 'object',
                      required: ['id', 'help', 'shortDescription'],
                      properties: { help: message, shortDescription: message },
                    },
                  },
                },
              },
            },
          },
          invocations: {
            type: 'array',
            items: { type: 'object', required: ['executionSuccessful'] },
          },
          results: {
            type: 'array',
            items: {
              type: 'object',
              required: ['message', 'ruleId', 'locations'],
              properties: {
                message,
                ruleIndex: { type: 'integer', minimum: 0 },
                level: { enum: ['none', 'note', 'warning', 'error'] },
                locations: {
                  type: 'array',
                  items: {
                    type: 'object',
                    properties: {
                      physicalLocation: {
                        type: 'object',
                        required: ['artifactLocation'],
                        properties: {
                          artifactLocation: {
                            type: 'object',
                            required: ['uri'],
                            properties: { uri: { type: 'string', pattern: '^[^/ ][^ ]*$' } },
                          },
                          region: {
                            type: 'object',
                            properties: { startLine: { type: 'integer', minimum: 1 } },
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

describe('The SARIF report', () => {
  const other = finding({ rule: 'access/foreign-row', place: { module: 'boats' }, operation: null });
  const text = sarifOf([verdict('postgres', [finding(), other]), verdict('mysql', [finding()])]);
  const log = JSON.parse(text) as { readonly runs: readonly Record<string, never>[] };

  it('has the members that the schema requires', () => {
    const validate = new Ajv({ strict: false }).compile(required);
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  });

  it('is one run for all engines, with a help text for each rule', () => {
    expect(log.runs).toHaveLength(1);
    const [run] = log.runs;
    expect(run).toMatchObject({
      tool: { driver: { rules: [{ id: 'access/foreign-row' }, { id: 'properties/echo' }] } },
      results: [
        { ruleId: 'properties/echo', ruleIndex: 1, properties: { engine: 'postgres' } },
        { ruleId: 'access/foreign-row', ruleIndex: 0 },
        { ruleId: 'properties/echo', ruleIndex: 1, properties: { engine: 'mysql' } },
      ],
    });
  });

  it('names the line relative to the project, and the rows as they are and should be', () => {
    expect(text).toContain('"uri": "src/features/boats/my%20boats.ts"');
    expect(text).toContain('"startLine": 7');
    expect(log.runs[0]).toMatchObject({
      results: [{ properties: { rows: { actual: '{"count":1}', expected: '{"count":0}' } } }, {}, {}],
    });
  });

  it('gives one mistake one fingerprint in every run', () => {
    const fingerprints = text.match(/"keelson\/v1": "[0-9a-f]{32}"/g) ?? [];
    expect(fingerprints).toHaveLength(3);
    expect(fingerprints[0]).toBe(fingerprints[2]);
    expect(fingerprints[0]).not.toBe(fingerprints[1]);
  });

  it('holds no token', () => {
    expect(
      sarifOf([
        verdict('mysql', [
          finding({ evidence: { notes: [token], inquiry: { method: 'GET', url: `/?a=${token}` } } }),
        ]),
      ]),
    ).not.toContain(token);
  });
});
