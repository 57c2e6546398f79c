import type { FeatureRegistry } from '@keelson/kernel';
import type { OpenApiDocument } from '@keelson/platform';
import { describe, expect, it } from 'vitest';
import type { Proceedings } from '../check.js';
import type { Answer, Inquiry, Subject } from '../subject.js';
import { faultMark, witnessed } from './witness.js';

const document = {
  openapi: '3.1.0',
  info: {},
  servers: [],
  tags: [],
  components: {},
  paths: {},
} as unknown as OpenApiDocument;
const away = { status: 503, headers: { 'retry-after': '0' } };

const get = { method: 'GET', url: '/health/ready' } as Inquiry;

/** The judge's way to a server that gives these answers in turn, and how often the server was asked. */
function judged(...answers: readonly Partial<Answer>[]) {
  let asked = 0;
  const send = () => Promise.resolve(answers[asked++] as Answer);
  const subject = witnessed(
    { send } as unknown as Subject,
    { document, registry: {} as FeatureRegistry },
    [],
    {} as Proceedings,
  );
  return { subject, asked: () => asked };
}

async function answered(given: Partial<Inquiry>, ...answers: readonly Partial<Answer>[]) {
  const { subject, asked } = judged(...answers);
  const { status } = await subject.send({ ...get, ...given });
  return { status, asked: asked() };
}

describe('A 503 with Retry-After', () => {
  it('of a read is one of a moment when the next answer is another', async () => {
    expect(await answered({}, away, { status: 200, headers: {} })).toEqual({ status: 200, asked: 2 });
  });

  it('of a read is the answer when it stays', async () => {
    expect(await answered({}, away, away)).toEqual({ status: 503, asked: 2 });
  });

  it('is not waited for again and again', async () => {
    const { subject, asked } = judged(...Array.from({ length: 20 }, () => away));
    for (let read = 0; read < 10; read += 1) await subject.send(get);
    expect(asked()).toBe(10 + 5);
  });

  it('of a write, without Retry-After, or of a statement that the kit made fail, is the answer', async () => {
    expect(await answered({ method: 'POST' }, away)).toEqual({ status: 503, asked: 1 });
    expect(await answered({}, { status: 503, headers: {} })).toEqual({ status: 503, asked: 1 });
    const headers = { 'x-request-id': `${faultMark}1` };
    expect(await answered({ headers }, away)).toEqual({ status: 503, asked: 1 });
  });
});
