import { execFileSync } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const FILE = 'node_modules/.cache/keelson/night.json';

/**
 * @typedef {object} PartResult
 * @property {'passed' | 'failed'} outcome
 * @property {number} seconds
 * @property {readonly string[]} figures what the part measured, one sentence each
 */

/** What became of each part at this commit: an interrupted night goes on where it was. */
export class NightState {
  commit = currentCommit();
  seed;
  /** @type {Record<string, PartResult>} */
  results = {};

  /** @param {{ seed: number | null, fresh: boolean }} asked */
  constructor({ seed, fresh }) {
    const kept = readKept();
    const goesOn = !fresh && kept?.commit === this.commit && (seed === null || seed === kept.seed);
    this.seed = goesOn ? kept.seed : (seed ?? randomInt(2 ** 31));
    if (goesOn) this.results = kept.results;
  }

  /** @param {string} part */
  get(part) {
    return this.results[part];
  }

  /** @param {string} part @param {PartResult} result */
  put(part, result) {
    this.results[part] = result;
    mkdirSync(dirname(FILE), { recursive: true });
    const { commit, seed, results } = this;
    writeFileSync(FILE, JSON.stringify({ commit, seed, results }));
  }
}

/** @returns {{ commit: string, seed: number, results: Record<string, PartResult> } | null} */
function readKept() {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8'));
  } catch {
    return null;
  }
}

/** The commit, and a digest of what has been changed since. */
function currentCommit() {
  /** @param {readonly string[]} args */
  const git = (...args) => execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const changes = git('diff', 'HEAD', '--', '.', ':!docs/evidence');
  const head = git('rev-parse', '--short=12', 'HEAD').trim();
  return changes ? `${head}+${createHash('sha256').update(changes).digest('hex').slice(0, 8)}` : head;
}
