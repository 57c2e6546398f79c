import { parseArgs } from 'node:util';
import { summarize } from './summary.js';

/** `node bench/profile.mjs <file.cpuprofile> [--requests n] [--top 25]` */
export function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { requests: { type: 'string' }, top: { type: 'string', default: '25' } },
  });
  const [file] = positionals;
  if (!file) {
    console.error('usage: node bench/profile.mjs <file.cpuprofile> [--requests n] [--top 25]');
    return 1;
  }
  console.log(summarize(file, values.requests ? Number(values.requests) : undefined, Number(values.top)));
  return 0;
}
