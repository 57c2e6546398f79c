import { build } from './build.mjs';

build();
const { main } = await import('./dist/bench/profile/command.js');
process.exitCode = main(process.argv.slice(2));
