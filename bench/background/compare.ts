import { mkdirSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { resultsFolder } from '../folders.js';
import { summarize } from '../profile/summary.js';
import { ServerProcess, type ServerInputs } from '../servers/process.js';
import type { Burst } from './burst.js';
import { ask, measureBursts, type BurstSample, type Servers } from './rounds.js';
import type { BurstResult } from './table.js';

/** Bursts that each server gets in a round. */
const burstsOfRound = 3;

export interface BurstOptions {
  readonly bursts: readonly Burst[];
  readonly rounds: number;
  readonly profile: boolean;
}

/** Measures each burst in new processes and on a new database for every round. @param inputs their URLs name the servers behind */
export async function compareBursts(
  { bursts, rounds, profile }: BurstOptions,
  inputs: ServerInputs,
): Promise<BurstResult[]> {
  const results: BurstResult[] = [];
  const places = new Places(inputs);
  for (const burst of bursts) {
    const samples: (readonly [BurstSample, BurstSample])[] = [];
    for (let round = 0; round < rounds; round += 1) {
      console.log(`bench: ${burst.name}, round ${round + 1} of ${rounds}`);
      await withServers(burst, places, async (servers) => {
        samples.push(await measureBursts(burst, servers, round, burstsOfRound));
        if (profile && round === rounds - 1) await profiles(burst, servers);
      });
    }
    results.push({ burst, rounds: samples });
  }
  return results;
}

async function withServers(burst: Burst, places: Places, run: (servers: Servers) => Promise<void>) {
  const start = async (side: 0 | 1) =>
    ServerProcess.start(burst.servers[side], burst.labels[side], await places.next(), {
      BENCH_WORK: burst.name,
    });
  const server = await start(0);
  try {
    const against = await start(1);
    try {
      await run([server, against]);
    } finally {
      await against.stop();
    }
  } finally {
    await server.stop();
  }
}

async function profiles(burst: Burst, servers: Servers): Promise<void> {
  mkdirSync(resultsFolder, { recursive: true });
  for (const server of servers) {
    const file = `${resultsFolder}${server.label.replace(/\W+/g, '')}-${burst.name}.cpuprofile`;
    const pieces = await server.profiled(file, async () => {
      await ask(server, 'burst', burst.pieces);
      return burst.pieces;
    });
    console.log(`\n${burst.name}, ${server.label}: ${file.slice(resultsFolder.length)}`);
    console.log(summarize(file, pieces));
  }
}

/** An empty database, and a number of Redis' own, for each process. */
class Places {
  private count = 0;

  constructor(private readonly inputs: ServerInputs) {}

  async next(): Promise<ServerInputs> {
    this.count += 1;
    const name = `background_${this.count}`;
    const server = new URL(this.inputs.databaseUrl);
    server.pathname = '/';
    const database = await createConnection(server.href);
    await database.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    await database.end();
    return {
      ...this.inputs,
      databaseUrl: new URL(`/${name}`, this.inputs.databaseUrl).href,
      redisUrl: new URL(`/${this.count}`, this.inputs.redisUrl).href,
    };
  }
}
