// node test/support/run-bundle.mjs <bundle> <program> <typed…>: runs one of bundled-programs.mjs from the file that
// server-bundle.ts made, with the code that V8 compiled for an earlier run.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

const [file, program] = /** @type {[string, 'server' | 'keelson']} */ (process.argv.slice(2));
const compiled = `${file}.${program}`;

// The application sets it as well; V8 takes no code that was compiled under other flags.
setFlagsFromString('--no-allocation-site-pretenuring');
const script = new Script(readFileSync(file, 'utf8'), {
  filename: file,
  ...(existsSync(compiled) && { cachedData: readFileSync(compiled) }),
});
// What ended in order has come through all of a start: from then on nothing of it has to be compiled. One with flags of its
// own would write what no other can use.
if (!existsSync(compiled) && !process.env.NODE_OPTIONS)
  process.once('exit', (code) => {
    if (code !== 0) return;
    writeFileSync(`${compiled}.${process.pid}`, script.createCachedData());
    renameSync(`${compiled}.${process.pid}`, compiled);
  });
// As if the program had been started itself.
process.argv.splice(1, 3, file);
const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, createRequire(file), bundle, file, dirname(file));
const { programs } = /** @type {typeof import('./bundled-programs.mjs')} */ (bundle.exports);
void programs[program]();
