import type { Comparison } from '../comparison.js';
import { Contender } from '../contender.js';
import { seed } from '../data/seed.js';
import { percentile } from '../statistics.js';
import { openLoop } from '../load/open-loop.js';
import { Traffic } from '../load/traffic.js';
import { datasetOf, started, type Bench } from '../requests.js';
import { presentProgram } from '../servers/program.js';
import type { ServerProcess } from '../servers/process.js';
import { getWork } from '../works/get.js';
import type { Plan, Side } from '../works/work.js';

const programs = ['keelson', 'floor'] as const;
/** Seconds at saturation, after the warm-up, from which the rate is taken. */
const saturatedSeconds = 2;

/** GET by id at half the rate at which Keelson is saturated, for FLOOR as well. */
export async function measureLatency(bench: Bench): Promise<Comparison> {
  const { options, progress, ground, cores, folder, mint } = bench;
  if (progress.roundsOf('latency').length < options.rounds) {
    const place = await ground.place();
    await seed(ground.engine, place.databaseUrl, datasetOf(options));
    let plans: readonly Plan[] = [];
    for (let round = progress.roundsOf('latency').length; round < options.rounds; round += 1) {
      console.log(`bench: latency: round ${round + 1} of ${options.rounds}`);
      const servers: ServerProcess[] = [];
      try {
        for (const program of programs)
          servers.push(await started(presentProgram(program), program, place, bench));
        const sides = servers.map(({ url }, index): Side => {
          const role = programs[index] ?? 'keelson';
          return { role, label: role, url, databaseUrl: place.databaseUrl };
        });
        if (plans.length === 0)
          plans = await getWork.prepare(sides, {
            engine: ground.engine,
            dataset: datasetOf(options),
            mint,
            drafts: 0,
          });
        const contenders = servers.map((server, index) => {
          const traffic = new Traffic(plans[index] as Plan, `${folder}/latency-${index}.requests`);
          return new Contender(server, traffic, () => ground.cpuSeconds(), cores);
        });
        for (const contender of contenders) await contender.stretch(6);
        const saturated = await (contenders[0] as Contender).stretch(saturatedSeconds);
        const perSecond = saturated.answered / saturated.seconds / 2;
        const samples = [];
        for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
          const requests = plans[side]?.requests ?? [];
          const taken = await openLoop(servers[side]?.url ?? '', requests, {
            perSecond,
            seconds: options.seconds,
          });
          samples[side] = { perSecond, p50: percentile(taken, 0.5), p99: percentile(taken, 0.99) };
        }
        progress.add('latency', samples);
      } finally {
        for (const server of servers) await server.stop();
      }
    }
  }
  return {
    work: 'latency',
    title: 'GET by id at half of the maximum rate; each request is timed from when it was due',
    engine: ground.engine,
    sides: programs.map((role) => ({ role, label: role })),
    figure: 'p99',
    rounds: progress.roundsOf('latency'),
  };
}
