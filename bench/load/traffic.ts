import { writeFileSync } from 'node:fs';
import type { Plan } from '../works/work.js';
import { load, type LoadResult } from './wrk.js';

/** A plan as wrk replays it. It outlives the servers of a round, and goes on where the last stretch ended. */
export class Traffic {
  #offset = 0;

  constructor(
    readonly plan: Plan,
    private readonly file: string,
  ) {
    writeFileSync(file, plan.requests.map(({ path, token }) => `${path}\t${token}\n`).join(''));
  }

  /** Sends it to `url` for `seconds`; answers that are too short to be right throw, as all but 2xx do. */
  async send(url: string, seconds: number, cpu: string | undefined): Promise<LoadResult> {
    const result = await load(url, this.file, this.#offset, seconds, cpu);
    // Tokens that are to be new to the server stay new only if no stretch begins at the beginning again.
    this.#offset += result.requests;
    const bytes = result.bytes / result.requests;
    if (bytes < this.plan.meanBytes * 0.97) {
      throw new Error(
        `bench: ${url} answered ${bytes.toFixed(0)} bytes on the average under load, headers included, and ` +
          `${this.plan.meanBytes.toFixed(0)} without them before it: the answers are wrong`,
      );
    }
    return result;
  }
}
