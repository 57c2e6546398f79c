import { parseArgs } from 'node:util';
import { usualDataset, type Tenancy } from './data/articles.js';
import type { Engine } from './servers/settings.js';
import { workNames } from './work-names.js';

export interface Options {
  readonly engines: readonly Engine[];
  readonly works: readonly string[];
  readonly rounds: number;
  /** Seconds of load for each side in a round. */
  readonly seconds: number;
  /** Seconds before it is the next side's turn. */
  readonly stretch: number;
  /** Seconds that `hot-row` keeps its row locked. */
  readonly hold: number;
  /** A server's name, or what Git knows a version of Keelson by; undefined for everything that a work is held against. */
  readonly against: string | undefined;
  readonly tenancy: Tenancy;
  readonly articles: number;
  readonly profile: boolean;
  /** Forget what an interrupted run has measured. */
  readonly fresh: boolean;
  /** Where the figures are written as the baseline. */
  readonly baseline: boolean;
}

export const usage = `npm run bench -- [--work ${workNames.join(',')}]
  [--engine mysql,postgres] [--against <server or Git revision>] [--rounds 5] [--seconds 6] [--stretch 1]
  [--hold 60] [--tenancy even|half] [--articles 100000] [--profile] [--fresh] [--baseline]`;

/** Whether somebody only asks what can be typed. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}

/** @throws Error with the usage for what it does not know */
export function readOptions(args: readonly string[]): Options {
  const values = parsed(args);
  // Two versions stand close to each other: longer turns cost less in changing over, and are still next to each other.
  const stretch = values.stretch ?? (values.against === undefined ? '1' : '2');
  return {
    engines: listed('--engine', values.engine, ['mysql', 'postgres'] as const),
    works: listed('--work', values.work, workNames),
    rounds: positive('--rounds', values.rounds),
    seconds: positive('--seconds', values.seconds),
    stretch: positive('--stretch', stretch),
    hold: positive('--hold', values.hold),
    against: values.against,
    tenancy: listed('--tenancy', values.tenancy, ['even', 'half'] as const)[0] ?? 'even',
    articles: positive('--articles', values.articles),
    profile: values.profile,
    fresh: values.fresh,
    baseline: values.baseline,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        work: { type: 'string', default: workNames.join(',') },
        engine: { type: 'string', default: 'mysql,postgres' },
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '6' },
        stretch: { type: 'string' },
        hold: { type: 'string', default: '60' },
        against: { type: 'string' },
        tenancy: { type: 'string', default: 'even' },
        articles: { type: 'string', default: String(usualDataset.articles) },
        profile: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        baseline: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
}

function listed<T extends string>(name: string, text: string, known: readonly T[]): readonly T[] {
  const asked = text.split(',');
  const unknown = asked.find((one) => !(known as readonly string[]).includes(one));
  if (unknown !== undefined)
    throw new Error(`${name} must be one or more of ${known.join(', ')}, not "${unknown}"\n${usage}`);
  return known.filter((one) => asked.includes(one));
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${name} must be a whole number above 0\n${usage}`);
  return value;
}
