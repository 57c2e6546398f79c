import { build } from './build.mjs';

build();
const { main } = await import('./dist/bench/bench.js');
process.exitCode = await main(process.argv.slice(2));
