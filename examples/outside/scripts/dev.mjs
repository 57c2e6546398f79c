// npm run dev: compiles on save, and restarts the server when what it runs has changed. Ctrl-C ends both.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const compiler = fileURLToPath(new URL('../node_modules/typescript-native/bin/tsc', import.meta.url));
const compile = [compiler, '-p', 'tsconfig.build.json', '--preserveWatchOutput'];

// The server needs something to start with; errors of types are shown again by the watching compiler.
spawnSync(process.execPath, compile);

const children = [
  [...compile, '--watch'],
  ['--watch', '--watch-preserve-output', '--enable-source-maps', 'dist/src/main.js'],
].map((args) => spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] }));

let code = 0;
/** @param {NodeJS.Signals} signal */
function end(signal) {
  for (const child of children) if (child.exitCode === null) child.kill(signal);
}
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => end(signal));
for (const child of children)
  child.once('exit', (exitCode) => {
    // One is of no use without the other.
    code ||= exitCode ?? 0;
    process.exitCode = code;
    end('SIGTERM');
  });
