import { beforeEach, describe, expect, it } from 'vitest';
import { digestOf, newRefreshToken } from './refresh-token.js';
import { graceMs, Session } from './session.entity.js';

const start = Date.UTC(2026, 0, 1);
const at = (ms: number) => new Date(start + ms);

describe('Session', () => {
  let session: Session;
  let first: Buffer;
  const exchange = (secret: Buffer, ms: number) => session.exchange(secret, at(ms), 3_600);
  const next = (secret: Buffer, ms: number) => {
    const answer = exchange(secret, ms);
    if (answer.outcome !== 'exchanged') throw new Error(answer.outcome);
    return answer.secret;
  };

  beforeEach(() => {
    first = newRefreshToken().secret;
    session = Object.assign(Object.create(Session.prototype) as Session, {
      secretDigest: digestOf(first),
      replaced: [],
      expiresAt: at(3_600_000),
      endedAt: null,
      endedBy: null,
    });
  });

  it('gives another token with each use, and lives on from there', () => {
    const second = next(first, 1_000);
    expect(second).not.toEqual(first);
    expect(session.secretDigest).toBe(digestOf(second));
    expect(session.expiresAt).toEqual(at(1_000 + 3_600_000));
    expect(next(second, 500_000)).not.toEqual(second);
  });

  it('keeps no secret', () => {
    const second = next(first, 0);
    const stored = JSON.stringify(session);
    for (const secret of [first, second])
      for (const encoding of ['hex', 'base64', 'base64url'] as const)
        expect(stored).not.toContain(secret.toString(encoding));
  });

  it('gives two who use a token at once the same next one, and no second line of tokens', () => {
    const second = next(first, 0);
    expect(next(first, 10)).toEqual(second);
    expect(next(first, graceMs - 1)).toEqual(second);
    expect(session.secretDigest).toBe(digestOf(second));
    expect(session.endedAt).toBeNull();
  });

  it('leads from any token replaced a moment ago to the one that is good now', () => {
    const second = next(first, 0);
    const third = next(second, 1_000);
    const fourth = next(third, 2_000);
    expect(next(first, 3_000)).toEqual(fourth);
    expect(next(second, 3_000)).toEqual(fourth);
    expect(session.secretDigest).toBe(digestOf(fourth));
  });

  it('ends when a token is used again after the grace', () => {
    const second = next(first, 0);
    expect(exchange(first, graceMs)).toEqual({ outcome: 'reused' });
    expect(session).toMatchObject({ endedAt: at(graceMs), endedBy: 'token-reused', replaced: [] });
    expect(exchange(second, graceMs + 1)).toEqual({ outcome: 'over' });
  });

  it('ends when the thief was faster and the owner comes late', () => {
    let stolen = next(first, 0);
    for (let hour = 1; hour <= 50; hour += 1) stolen = next(stolen, hour * 300_000);
    expect(exchange(first, 51 * 300_000)).toEqual({ outcome: 'reused' });
    expect(exchange(stolen, 51 * 300_000 + 1)).toEqual({ outcome: 'over' });
  });

  it('ends at a secret that it never gave: who knows the family has had a token of it', () => {
    expect(exchange(newRefreshToken().secret, 0)).toEqual({ outcome: 'reused' });
  });

  it('is over when it was not used for its lifetime, or was signed out', () => {
    expect(exchange(first, 3_600_000)).toEqual({ outcome: 'over' });
    session.end('signed-out', at(5));
    expect(exchange(first, 6)).toEqual({ outcome: 'over' });
    session.end('token-reused', at(7));
    expect(session.endedBy).toBe('signed-out');
  });

  it('remembers a bounded number of replaced tokens', () => {
    let token = first;
    for (let use = 0; use < 30; use += 1) token = next(token, use);
    expect(session.replaced).toHaveLength(8);
    expect(exchange(first, 31)).toEqual({ outcome: 'reused' });
  });
});
