import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openLoop } from './open-loop.js';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serverOf(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_request, response) => answer(response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const requests = [{ path: '/', token: 'x' }];

describe('Load at a fixed rate', () => {
  it('goes on while no request is answered, and times each from when it was due', async () => {
    const held: ServerResponse[] = [];
    // A client that waits for an answer before it sends again would wait for ever.
    const url = await serverOf((response) => {
      held.push(response);
      if (held.length === 20) for (const one of held) one.end();
    });
    const taken = await openLoop(url, requests, { perSecond: 200, seconds: 0.1 });
    expect(taken).toHaveLength(20);
    // The first was due 95 ms before the last was sent.
    expect(Math.max(...taken)).toBeGreaterThanOrEqual(90);
  });

  it('ends with the first answer that is wrong', async () => {
    const url = await serverOf((response) => response.writeHead(503).end());
    await expect(openLoop(url, requests, { perSecond: 50, seconds: 0.2 })).rejects.toThrow('returned 503');
  });
});
