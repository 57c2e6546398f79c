import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { difference } from './equivalence.js';
import { get } from './load/client.js';
import { load } from './load/wrk.js';
import { cpuSeconds } from './machine.js';
import type { ServerProcess } from './servers/process.js';
import type { Plan } from './works/work.js';

/** One measured stretch; CPU in milliseconds for each answered request. */
export interface Sample {
  readonly cpu: number;
  readonly databaseCpu: number;
  readonly perSecond: number;
  readonly p99Milliseconds: number;
}

/** A server with the load it gets in one work. */
export class Contender {
  #offset = 0;
  readonly #file: string;

  constructor(
    readonly server: ServerProcess,
    private readonly plan: Plan,
    folder: string,
    private readonly databasePid: number,
    private readonly cpu: string | undefined,
  ) {
    this.#file = `${folder}/${server.label}.requests`;
    writeFileSync(this.#file, plan.requests.map(({ path, token }) => `${path}\t${token}\n`).join(''));
  }

  async measure(seconds: number): Promise<Sample> {
    const checks = new AbortController();
    const checking = this.#checkWhile(checks.signal);
    const before = { server: cpuSeconds(this.server.pid), database: cpuSeconds(this.databasePid) };
    const result = await this.#load(seconds);
    checks.abort();
    const answered = result.requests + (await checking);
    return {
      cpu: ((cpuSeconds(this.server.pid) - before.server) * 1_000) / answered,
      databaseCpu: ((cpuSeconds(this.databasePid) - before.database) * 1_000) / answered,
      perSecond: (result.requests * 1e6) / result.microseconds,
      p99Milliseconds: result.p99 / 1_000,
    };
  }

  /** Load under the profiler; answers how many requests the profile covers. */
  profile(file: string, seconds: number): Promise<number> {
    return this.server.profiled(file, async () => (await this.#load(seconds)).requests);
  }

  async #load(seconds: number) {
    const result = await load(this.server.url, this.#file, this.#offset, seconds, this.cpu);
    // Each stretch goes on where the last one ended: tokens that are to be new stay new.
    this.#offset += result.requests;
    const bytes = result.bytes / result.requests;
    if (bytes < this.plan.meanBytes * 0.97) {
      throw new Error(
        `bench: ${this.server.label} answered ${bytes.toFixed(0)} bytes on the average under load, ` +
          `and ${this.plan.meanBytes.toFixed(0)} without headers before it: the answers are wrong`,
      );
    }
    return result;
  }

  /** Compares an answer every 100 ms while the load runs: a server may be right when idle and wrong when pressed. */
  async #checkWhile(signal: AbortSignal): Promise<number> {
    let done = 0;
    while (!signal.aborted) {
      const sample = this.plan.samples[done % this.plan.samples.length];
      if (!sample) throw new Error('bench: a work without samples can not be checked');
      const { body } = await get(this.server.url, sample.path, sample.token);
      const wrong = difference(sample.body, body);
      if (wrong) throw new Error(`bench: under load ${this.server.url}${sample.path}: ${wrong}`);
      done += 1;
      await wait(100);
    }
    return done;
  }
}
