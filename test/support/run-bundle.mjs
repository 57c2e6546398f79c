// node test/support/run-bundle.mjs <bundle>: runs what server-bundle.ts made, with the code that V8 compiled for an earlier run.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

const file = /** @type {string} */ (process.argv[2]);
const compiled = `${file}.compiled`;

// The application sets it as well; V8 takes no code that was compiled under other flags.
setFlagsFromString('--no-allocation-site-pretenuring');
const script = new Script(readFileSync(file, 'utf8'), {
  filename: file,
  ...(existsSync(compiled) && { cachedData: readFileSync(compiled) }),
});
// A server that ended in order has come through all of a start: from then on nothing of it has to be compiled. One with
// flags of its own would write what no other can use.
if (!existsSync(compiled) && !process.env.NODE_OPTIONS)
  process.once('exit', (code) => {
    if (code !== 0) return;
    writeFileSync(`${compiled}.${process.pid}`, script.createCachedData());
    renameSync(`${compiled}.${process.pid}`, compiled);
  });
process.argv[1] = file;
const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, createRequire(file), bundle, file, dirname(file));
