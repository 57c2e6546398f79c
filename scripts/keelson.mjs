#!/usr/bin/env node
// npx keelson <command> | npm run -s keelson -- <command>: builds what is missing or outdated, then runs a command of dist/.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const at = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

// Its output is about the build: the standard output is the command's.
const { status } = spawnSync(process.execPath, [at('start.mjs'), '--build'], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
if (status !== 0) process.exit(status ?? 1);
await import(new URL('../dist/src/keelson.js', import.meta.url).href);
