import { freePort, newPassword, startRedis } from '@keelson/testing/servers';
import type { Comparison, Sample } from '../comparison.js';
import { percentile } from '../statistics.js';
import type { Bench } from '../requests.js';
import { owner, Team } from '../revocation/team.js';
import { refusals, tryRevocation, type Processes } from '../revocation/trials.js';
import { presentProgram } from '../servers/program.js';
import { WholeServer } from '../servers/whole.js';

/** Of each kind, in each round. */
const trialsPerRound = 10;

/** With a queue of its own, Redis tells processes of changes at once; without it they look into the database. */
const states = ['up', 'stopped'] as const;
type RedisState = (typeof states)[number];

const nameOf = (state: RedisState) => (state === 'up' ? 'revocation' : 'revocation without Redis');
const titles: Readonly<Record<RedisState, string>> = {
  up: 'milliseconds from the revocation by one process to the refusal by another',
  stopped: 'the same, with Redis stopped',
};

/** Two processes of the shipped application: what one of them revokes is refused by the other. */
export async function measureRevocation(bench: Bench): Promise<Comparison[]> {
  const { ground, options, progress } = bench;
  const asked = ground.engine === 'mysql' ? states : (['up'] as const);
  const done = () =>
    Math.min(...asked.map((state) => progress.roundsOf(nameOf(state)).length / trialsPerRound));
  for (let round = Math.floor(done()); round < options.rounds; round += 1) {
    console.log(`bench: revocation: round ${round + 1} of ${options.rounds}`);
    const samples = await measureRound(bench, asked);
    for (const state of asked) for (const sample of samples[state]) progress.add(nameOf(state), sample);
  }
  return asked.map((state): Comparison => ({
    work: 'revocation',
    title: titles[state],
    engine: ground.engine,
    sides: refusals.map((label) => ({ role: 'revoked', label })),
    figure: 'longest',
    alone: true,
    rounds: [refusals.map((_, side) => summary(progress.roundsOf(nameOf(state)), side))],
  }));
}

type Trials = Readonly<Record<RedisState, (readonly Sample[])[]>>;

/** New processes and a new team; all colleagues join while Redis is there, since mails need the queue. */
async function measureRound(bench: Bench, asked: readonly RedisState[]): Promise<Trials> {
  const { ground, cores, mint, folder } = bench;
  const at = { port: await freePort(), password: newPassword() };
  const redis = ground.engine === 'mysql' ? await startRedis(at) : null;
  const place = { ...(await ground.place()), redisUrl: redis && new URL('/0', redis.url).href };
  const environment = {
    KEELSON_OWNER_EMAIL: owner.email,
    KEELSON_OWNER_PASSWORD: owner.password,
    SIGN_IN_LIMIT_PER_MINUTE: '100000',
  };
  const servers: WholeServer[] = [];
  try {
    // One after the other: the first makes the tables and the owner.
    for (let n = 0; n < 2; n += 1)
      servers.push(
        await WholeServer.start(
          presentProgram('keelson-whole'),
          { ...place, publicKey: mint.publicKey, cpu: cores.server },
          folder,
          environment,
        ),
      );
    const [here = '', there = ''] = servers.map(({ url }) => url);
    const processes: Processes = { here, there };
    const team = await Team.found(here, folder);
    const colleagues = [];
    for (let n = 0; n < trialsPerRound * asked.length; n += 1)
      colleagues.push(await team.join(`colleague-${n}-${Date.now()}@example.com`));
    const taken: Trials = { up: [], stopped: [] };
    for (const state of asked) {
      if (state === 'stopped') await redis?.stop();
      for (const colleague of colleagues.splice(0, trialsPerRound))
        taken[state].push(await tryRevocation(team, colleague, processes));
    }
    return taken;
  } finally {
    for (const server of servers) await server.stop();
    await redis?.stop();
  }
}

function summary(trials: readonly (readonly Sample[])[], side: number): Sample {
  const taken = trials.flatMap((samples) => samples[side]?.milliseconds ?? []);
  return { p50: percentile(taken, 0.5), p99: percentile(taken, 0.99), longest: Math.max(...taken) };
}
