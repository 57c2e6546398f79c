/**
 * `npm start`: builds what is missing or outdated, then becomes the server. With --build it only builds.
 *
 * The server is imported, not spawned: package.json starts this file with `exec`, so the process that npm (or a
 * supervisor) signals is the server itself, with no shell or launcher between them to be orphaned. Needs nothing but
 * Node; where the sources or the compiler are absent, as in a production image, it runs the dist/ that is there.
 */
import { fork, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import module, { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const self = fileURLToPath(import.meta.url);
const root = dirname(dirname(self));
const entry = join(root, 'dist/src/main.js');
const project = 'tsconfig.build.json';
/** What the last complete build was made of, and what it made. */
const stampFile = join(root, 'dist/.start.json');
const lockFile = join(root, 'dist/.build.lock');

if (process.send && process.argv[2] === '--compile') await compile();
else await start();

async function start() {
  endWithNpm();
  const hasSources = existsSync(join(root, 'src/main.ts')) && existsSync(join(root, project));
  const isBuilt = existsSync(entry);
  if (hasSources && !isFresh()) {
    if (compilerPath()) await build();
    else if (isBuilt)
      say(
        'the sources differ from dist/, but typescript is not installed: starting dist/ without rebuilding it',
      );
  }
  if (!existsSync(entry)) {
    say(
      hasSources
        ? 'dist/ is missing and typescript is not installed: run `npm ci` with development dependencies, or add a built dist/'
        : 'dist/src/main.js is missing, and so are the sources to build it from: add a built dist/',
    );
    process.exit(1);
  }
  if (process.argv[2] === '--build') return;
  // From Node 22: compiled code is kept between starts. A folder that cannot be written only means no cache.
  module.enableCompileCache?.(join(root, 'node_modules/.cache/compile'));
  process.argv[1] = entry;
  await import(pathToFileURL(entry).href);
}

/**
 * npm that is killed outright cannot pass anything on, and would leave a server behind that holds the port and the data
 * folder of a start nobody knows of. So a server that npm started shuts down, as by SIGTERM, when its parent is gone.
 */
function endWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

/** Compiles in a child process, so that a signal can end it at any moment; exits this one if that does not succeed. */
async function build() {
  const began = performance.now();
  const compiler = fork(self, ['--compile'], { execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [compiler.stdout, compiler.stderr]) stream.on('data', (chunk) => (output += chunk));
  let told = false;
  compiler.on('message', (/** @type {string} */ line) => {
    process.stderr.write(`${told ? '\n' : ''}keelson: ${line} ...`);
    told = true;
  });
  let signal;
  const interrupt = (received) => {
    signal = received;
    compiler.kill('SIGTERM');
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const each of signals) process.on(each, interrupt);
  const code = await new Promise((resolve) => compiler.once('close', resolve));
  // From here on signals are the server's: its handlers must be the only ones.
  for (const each of signals) process.off(each, interrupt);
  if (signal) return endBy(signal);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (told) process.stderr.write(code === 0 ? ` done after ${seconds} s\n` : ` failed after ${seconds} s\n`);
  process.stderr.write(output);
  if (code !== 0) process.exit(1);
}

/** Dies of the signal itself, so that whoever waits sees it; process 1 of a container is immune, and exits. */
function endBy(signal) {
  process.stderr.write(' interrupted\n');
  if (process.pid !== 1) process.kill(process.pid, signal);
  return sleep(200).then(() => process.exit(128 + constants.signals[signal]));
}

/** The process that holds the lock, and ends with its compiler or by ending it: the lock lives as long as somebody writes dist/. */
async function compile() {
  let compiler;
  const giveUp = () => {
    if (compiler) endGroup(compiler.pid);
    process.exit(1);
  };
  process.once('disconnect', giveUp);
  process.once('SIGTERM', giveUp);
  await takeLock();
  process.once('exit', () => rmSync(lockFile, { force: true }));
  // Another start may have built it while this one waited.
  if (isFresh()) process.exit(0);
  process.send('building dist/');
  // Taken before compiling: what is edited meanwhile is built by the next start.
  const sources = fingerprint();
  // A build that fails half-way has changed dist/ all the same.
  rmSync(stampFile, { force: true });
  // A group of its own: its launcher may start another process, and both have to end.
  compiler = spawn(process.execPath, [compilerPath(), '-b', project], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  compiler.once('close', (code) => {
    if (code === 0) writeFileSync(stampFile, JSON.stringify({ sources, outputs: outputs() }));
    process.exit(code ?? 1);
  });
}

/** The native compiler where there is one for this platform: it takes a fifth of the time. */
function compilerPath() {
  const { resolve } = createRequire(import.meta.url);
  for (const name of ['typescript-native', 'typescript']) {
    try {
      return join(dirname(resolve(`${name}/package.json`)), 'bin/tsc');
    } catch {
      // Not installed: the next, or a built dist/ as it is.
    }
  }
  return undefined;
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Over already.
  }
}

function isFresh() {
  try {
    const stamp = JSON.parse(readFileSync(stampFile, 'utf8'));
    return stamp.sources === fingerprint() && stamp.outputs.every((file) => existsSync(join(root, file)));
  } catch {
    return false;
  }
}

/** Of names, times and sizes: unlike «newer than», it also notices what was deleted or restored with an old date. */
function fingerprint() {
  const hash = createHash('sha256');
  const add = (path) => {
    const entry = statSync(join(root, path), { throwIfNoEntry: false });
    if (entry?.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) add(`${path}/${name}`);
    else if (entry && !path.endsWith('.spec.ts')) hash.update(`${path}\0${entry.mtimeMs}\0${entry.size}\n`);
  };
  for (const path of ['package.json', 'package-lock.json', 'tsconfig.json', project, 'src', 'config'])
    add(path);
  for (const library of libraries()) {
    for (const path of ['package.json', 'tsconfig.json', project, 'src']) add(`libs/${library}/${path}`);
  }
  return hash.digest('hex');
}

/** The entry files that must be there for dist/ to run. */
function outputs() {
  const built = libraries().map((library) => `libs/${library}/dist/index.js`);
  return ['dist/src/main.js', ...built.filter((file) => existsSync(join(root, file)))];
}

function libraries() {
  const folder = join(root, 'libs');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** Waits for its turn; takes the lock over from a process that died with it. */
async function takeLock() {
  mkdirSync(dirname(lockFile), { recursive: true });
  const identity = JSON.stringify({ pid: process.pid, started: startTimeOf(process.pid) });
  for (let waiting = false; ;) {
    try {
      return writeFileSync(lockFile, identity, { flag: 'wx' });
    } catch (error) {
      if (['EROFS', 'EACCES', 'EPERM'].includes(error.code) && existsSync(entry)) {
        say('dist/ is not writable: starting it without rebuilding it');
        process.exit(0);
      }
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = readLock(lockFile);
    if (owner && !isHeld(owner)) removeStale(owner.text);
    else await sleep(owner ? 100 : 0);
    if (!waiting && owner?.pid && isHeld(owner))
      process.send(`waiting for process ${owner.pid}, which is building dist/`);
    waiting = true;
  }
}

function readLock(file) {
  try {
    const text = readFileSync(file, 'utf8');
    const age = Date.now() - statSync(file).mtimeMs;
    return text === '' ? { text, age } : { text, age, ...JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** An empty lock has just been created, or its creator died in that very moment. */
function isHeld({ pid, started, age }) {
  if (pid === undefined) return age < 2_000;
  const running = startTimeOf(pid);
  return running !== undefined && running === started;
}

/** Moves it aside before looking again, so that a lock somebody has taken meanwhile is put back, not deleted. */
function removeStale(text) {
  const aside = `${lockFile}.${process.pid}`;
  try {
    renameSync(lockFile, aside);
    const moved = readFileSync(aside, 'utf8');
    if (moved !== text) writeFileSync(lockFile, moved, { flag: 'wx' });
    rmSync(aside);
  } catch {
    // Somebody else was quicker: the next round sees what they did.
  }
}

/** Names a process together with its pid, because pids are reused; undefined when it is not running. */
function startTimeOf(pid) {
  try {
    if (process.platform === 'linux') {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    }
    process.kill(pid, 0);
    return 'unknown';
  } catch {
    return undefined;
  }
}

function say(line) {
  process.stderr.write(`keelson: ${line}\n`);
}
