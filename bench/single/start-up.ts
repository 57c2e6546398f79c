import type { ComparedSide, Comparison, Sample } from '../comparison.js';
import type { Contestant } from '../lineup.js';
import { residentMegabytes } from '../machine.js';
import type { Bench } from '../requests.js';
import { presentProgram, type Program } from '../servers/program.js';
import { WholeServer } from '../servers/whole.js';
import type { Place } from '../ground.js';

/** Starts of each in a round. */
const starts = 3;

interface Starter extends ComparedSide {
  readonly program: Program;
}

/** From the start of the process to the first 200 of readiness, with the servers outside and the tables made. */
export async function measureStartUp(lineup: readonly Contestant[], bench: Bench): Promise<Comparison> {
  const { options, progress, ground } = bench;
  const versions = lineup.filter(({ role }) => role === 'keelson' || role === 'version');
  const starters = versions.flatMap(({ role, label, program }): Starter[] => {
    const found = program({ keelson: 'keelson-whole', floor: '' });
    return found ? [{ role, label, program: found }] : [];
  });
  if (versions.length === 1)
    starters.push({ role: 'bare', label: 'bare Nest', program: presentProgram('bare') });
  const done = () => progress.roundsOf('start').length;
  if (done() < options.rounds) {
    const places: Place[] = [];
    for (const { program } of starters) {
      const place = await ground.place();
      // The first start makes the tables.
      await startOnce(program, place, bench);
      places.push(place);
    }
    for (let round = done(); round < options.rounds; round += 1) {
      console.log(`bench: start: round ${round + 1} of ${options.rounds}`);
      const all: Sample[][] = starters.map(() => []);
      for (let turn = 0; turn < starts; turn += 1)
        for (const [side, { program }] of starters.entries())
          all[side]?.push(await startOnce(program, places[side] as Place, bench));
      progress.add('start', all.map(meanOf));
    }
  }
  return {
    work: 'start',
    title:
      'time from process start to the first 200 response, with external servers (the database, and Redis with MySQL)',
    engine: ground.engine,
    sides: starters.map(({ role, label }) => ({ role, label })),
    figure: 'milliseconds',
    rounds: progress.roundsOf('start'),
  };
}

async function startOnce(program: Program, place: Place, { mint, cores, folder }: Bench): Promise<Sample> {
  const inputs = { ...place, publicKey: mint.publicKey, cpu: cores.server };
  const server = await WholeServer.start(program, inputs, folder);
  try {
    return { milliseconds: server.startMs, megabytes: residentMegabytes(server.pid) };
  } finally {
    await server.stop();
  }
}

function meanOf(samples: readonly Sample[]): Sample {
  const mean = (figure: 'milliseconds' | 'megabytes') =>
    samples.reduce((sum, sample) => sum + (sample[figure] ?? 0), 0) / samples.length;
  return { milliseconds: mean('milliseconds'), megabytes: mean('megabytes') };
}
