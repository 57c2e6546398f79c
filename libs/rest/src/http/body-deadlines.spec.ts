import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { boundBodies, pacedBody } from './body-deadlines.js';

const pace = { wholeMs: 500, idleMs: 2_000, lagMs: 2_000, bytesPerSecond: 1_000 };
let server: Server;

afterEach(() => new Promise((done) => server.close(done)));

/** What becomes of a body of 3,000 bytes of which `bytes` come every `everyMs`. */
async function sent(
  serve: (request: IncomingMessage, answer: ServerResponse) => void,
  { bytes, everyMs }: { readonly bytes: number; readonly everyMs: number },
): Promise<string> {
  server = createServer(serve);
  boundBodies(server, pace);
  const refused = once(server, 'clientError').then(([error, socket]) => {
    (socket as { destroy(): void }).destroy();
    return String((error as { code?: string }).code);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = request({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-length': 3_000 } });
  asked.on('error', () => undefined);
  let status: number | undefined;
  asked.on('response', (answer) => {
    status = answer.statusCode;
    answer.resume();
  });
  // `once` of node:events would throw when the connection is reset, which is as good an end as any.
  const closed = new Promise<string>((end) => {
    asked.once('close', () => end(asked.writableFinished ? `answered ${status}` : 'closed'));
  });
  const outcome = Promise.race([refused, closed]);
  let over = false;
  void outcome.then(() => (over = true));
  for (let left = 3_000; left > 0 && !over; left -= bytes) {
    if (left <= bytes) asked.end('x'.repeat(left));
    else asked.write('x'.repeat(bytes));
    await pause(everyMs);
  }
  try {
    return await outcome;
  } finally {
    asked.destroy();
  }
}

const readingIt = (asked: IncomingMessage, answer: ServerResponse): void => {
  const read = async () => {
    let bytes = 0;
    for await (const piece of pacedBody(asked)) bytes += piece.length;
    answer.statusCode = bytes === 3_000 ? 200 : 500;
    answer.end();
  };
  read().catch(() => answer.destroy());
};
const reading = (asked: IncomingMessage, answer: ServerResponse): void => {
  asked.resume().on('end', () => answer.end());
};
const refusing = (_asked: IncomingMessage, answer: ServerResponse): void => {
  answer.end('no');
};

it('lets a long body take the time that its length needs, if it is read as it comes', async () => {
  expect(await sent(readingIt, { bytes: 150, everyMs: 50 })).toBe('answered 200');
});

it.each([
  ['a body that is read as a whole', reading],
  ['a body that is read as it comes, and comes by the byte', readingIt],
] as const)('ends %s', async (_what, serve) => {
  expect(await sent(serve, { bytes: 1, everyMs: 20 })).toBe('ERR_HTTP_REQUEST_TIMEOUT');
});

it('ends a body that stops', async () => {
  expect(await sent(readingIt, { bytes: 1_000, everyMs: 3_000 })).toBe('ERR_HTTP_REQUEST_TIMEOUT');
});

it('lets go of the connection when the body was answered and goes on', async () => {
  expect(await sent(refusing, { bytes: 1, everyMs: 20 })).toBe('closed');
});
