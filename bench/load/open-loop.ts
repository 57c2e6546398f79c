import { Agent, request as send } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { PlannedRequest } from '../works/work.js';

/** Requests that may be under way before the server counts as stuck. */
const mostUnderWay = 5_000;

/**
 * Sends so many requests a second, whether earlier ones were answered or not, and measures each from the moment when it
 * was due: what a slow answer keeps others waiting is part of their time (no coordinated omission).
 * @returns milliseconds of each answer
 * @throws Error for anything but a 2xx
 */
export async function openLoop(
  url: string,
  requests: readonly PlannedRequest[],
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const { hostname, port } = new URL(url);
  const taken: number[] = [];
  const failures: Error[] = [];
  let underWay = 0;
  const total = Math.floor(perSecond * seconds);
  const began = performance.now();
  const one = (due: number, { path, token }: PlannedRequest) => {
    underWay += 1;
    const headers = { authorization: `Bearer ${token}` };
    const under = send({ hostname, port, path, agent, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        underWay -= 1;
        taken.push(performance.now() - due);
        if (response.statusCode !== 200)
          failures.push(new Error(`bench: ${url}${path} returned ${response.statusCode}`));
      });
    });
    under.once('error', (error) => {
      underWay -= 1;
      failures.push(error);
    });
    under.end();
  };
  try {
    for (let sent = 0; sent < total;) {
      const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * perSecond));
      for (; sent < due; sent += 1)
        one(began + (sent / perSecond) * 1_000, requests[sent % requests.length] as PlannedRequest);
      if (underWay > mostUnderWay)
        throw new Error(`bench: ${url}: ${underWay} requests are waiting for a response, which is too many`);
      if (failures[0]) throw failures[0];
      await wait(1);
    }
    while (underWay > 0) await wait(1);
    if (failures[0]) throw failures[0];
    return taken;
  } finally {
    agent.destroy();
  }
}
