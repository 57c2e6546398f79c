import { writeFileSync } from 'node:fs';
import type { Plan, PlannedRequest } from '../works/work.js';
import { load, type LoadResult, usualConnections } from './wrk.js';

/** A plan as wrk replays it. It outlives the servers of a round, and goes on where the last stretch ended. */
export class Traffic {
  #offset = 0;

  constructor(
    readonly plan: Plan,
    private readonly file: string,
  ) {
    writeFileSync(file, plan.requests.map(lineOf).join(''));
  }

  /** Requests that are under way at once. */
  get connections(): number {
    return this.plan.connections ?? usualConnections;
  }

  /** The rows behind the plan are as they were: it may begin again. */
  restart(): void {
    if (this.plan.once) this.#offset = 0;
  }

  /** Sends it to `url` for `seconds`; answers that are too short to be right throw, as all but 2xx do. */
  async send(url: string, seconds: number, cpu: string | undefined): Promise<LoadResult> {
    const result = await load(url, this.file, this.#offset, seconds, cpu, this.connections);
    const expected = this.expectedBytes(result.requests);
    // Tokens that are to be new to the server stay new only if no stretch begins at the beginning again. What was under
    // way at the end is not among the counted ones, and must not be sent twice.
    this.#offset += result.requests + this.connections;
    if (this.plan.once && this.#offset > this.plan.requests.length) {
      throw new Error(
        `bench: all ${this.plan.requests.length} single-use requests have been sent: set a lower --seconds`,
      );
    }
    if (result.requests === 0) return result;
    const bytes = result.bytes / result.requests;
    // Which of the last requests were answered is not known: with few of them, that moves the mean.
    if (bytes < expected * (0.97 - this.connections / result.requests)) {
      throw new Error(
        `bench: responses from ${url} average ${bytes.toFixed(0)} bytes under load (with headers), but averaged ` +
          `${expected.toFixed(0)} bytes before the load (without headers): the responses are wrong`,
      );
    }
    return result;
  }

  /** The mean length of the bodies from where this stretch has begun. */
  private expectedBytes(requests: number): number {
    const { bytes, meanBytes } = this.plan;
    if (!bytes || requests === 0) return meanBytes;
    let sum = 0;
    for (let n = 0; n < requests; n += 1) sum += bytes[(this.#offset + n) % bytes.length] ?? 0;
    return sum / requests;
  }
}

function lineOf({ method, path, token, body }: PlannedRequest): string {
  return `${method ?? 'GET'}\t${path}\t${token ?? ''}\t${body === undefined ? '' : JSON.stringify(body)}\n`;
}
