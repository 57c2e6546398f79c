import { setTimeout as wait } from 'node:timers/promises';
import { difference, without } from './equivalence.js';
import { send } from './load/client.js';
import type { Traffic } from './load/traffic.js';
import type { LoadResult } from './load/wrk.js';
import { coreSeconds, cpuSeconds, type Cores } from './machine.js';
import type { ServerProcess } from './servers/process.js';

/** One stretch of load, as counted; CPU in seconds. */
export interface Stretch {
  readonly answered: number;
  readonly seconds: number;
  readonly cpu: number;
  readonly databaseCpu: number;
  /** The part of the time, 0 to 1, that other programs used the server's core. */
  readonly foreign: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
}

/** A running server with the traffic it gets in one work. */
export class Contender {
  /** Requests that were answered, and those that may have been answered after nobody waited for them any more. */
  answered = { least: 0, most: 0 };

  constructor(
    readonly server: ServerProcess,
    private readonly traffic: Traffic,
    private readonly databaseSeconds: () => number,
    private readonly cores: Cores,
  ) {}

  async stretch(seconds: number): Promise<Stretch> {
    const checks = new AbortController();
    const before = this.#clocks();
    const [result, checked] = await Promise.all([
      this.#load(seconds).finally(() => checks.abort()),
      this.#checkWhile(checks.signal),
    ]);
    const after = this.#clocks();
    const cpu = after.server - before.server;
    const answered = result.requests + checked;
    this.answered = {
      least: this.answered.least + answered,
      most: this.answered.most + answered + this.traffic.connections,
    };
    return {
      answered,
      seconds: result.microseconds / 1e6,
      cpu,
      databaseCpu: after.database - before.database,
      foreign: Math.max(0, after.core - before.core - cpu) / (after.wall - before.wall),
      p50Milliseconds: result.p50 / 1_000,
      p99Milliseconds: result.p99 / 1_000,
    };
  }

  /** Load under the profiler; answers how many requests the profile covers. */
  profile(file: string, seconds: number): Promise<number> {
    return this.server.profiled(file, async () => (await this.#load(seconds)).requests);
  }

  #clocks() {
    return {
      wall: performance.now() / 1_000,
      server: cpuSeconds(this.server.pid),
      database: this.databaseSeconds(),
      core: coreSeconds(this.cores.server),
    };
  }

  #load(seconds: number): Promise<LoadResult> {
    return this.traffic.send(this.server.url, seconds, this.cores.rest);
  }

  /** Compares an answer every 100 ms while the load runs: a server may be right when idle and wrong when pressed. */
  async #checkWhile(signal: AbortSignal): Promise<number> {
    const { samples } = this.traffic.plan;
    let done = 0;
    while (!signal.aborted && samples.length > 0) {
      const sample = samples[done % samples.length];
      if (!sample) break;
      const { body } = await send(this.server.url, sample);
      const wrong = difference(sample.expected, without(body, sample.except ?? []));
      if (wrong)
        throw new Error(`bench: wrong response under load from ${this.server.url}${sample.path}: ${wrong}`);
      done += 1;
      await wait(100);
    }
    return done;
  }
}
