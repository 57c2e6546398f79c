import { parseArgs } from 'node:util';
import type { Tenancy } from './data/articles.js';
import { bursts, type Burst } from './background/burst.js';
import { works } from './works/index.js';
import type { Work } from './works/work.js';

export interface Options {
  readonly works: readonly Work[];
  /** Background works; they bring their own servers. */
  readonly bursts: readonly Burst[];
  readonly rounds: number;
  readonly seconds: number;
  readonly server: string;
  readonly against: string;
  readonly tenancy: Tenancy;
  readonly profile: boolean;
}

const names = [...works, ...bursts].map(({ name }) => name).join(',');

export const usage = `npm run bench -- [--work ${names}] [--rounds 5] [--seconds 6]
  [--server keelson] [--against floor] [--tenancy even|half] [--profile]`;

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      work: { type: 'string', default: names },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '6' },
      server: { type: 'string', default: 'keelson' },
      against: { type: 'string', default: 'floor' },
      tenancy: { type: 'string', default: 'even' },
      profile: { type: 'boolean', default: false },
    },
  });
  if (values.tenancy !== 'even' && values.tenancy !== 'half')
    throw new Error(`--tenancy is even or half\n${usage}`);
  const asked = values.work.split(',');
  const unknown = asked.find((name) => !names.split(',').includes(name));
  if (unknown !== undefined) throw new Error(`there is no work "${unknown}"\n${usage}`);
  return {
    works: works.filter(({ name }) => asked.includes(name)),
    bursts: bursts.filter(({ name }) => asked.includes(name)),
    rounds: positive('--rounds', values.rounds),
    seconds: positive('--seconds', values.seconds),
    server: values.server,
    against: values.against,
    tenancy: values.tenancy,
    profile: values.profile,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} is a whole number above 0\n${usage}`);
  return value;
}
