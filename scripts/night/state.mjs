import { execFileSync } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Under version control, so that the page can be written from parts that ran on different days and machines. */
export const RESULTS = 'docs/evidence/night.json';

/**
 * @typedef {object} PartResult
 * @property {'passed' | 'failed'} outcome
 * @property {string} commit what it ran on; with a digest behind a plus sign, when something had been changed
 * @property {number} seed
 * @property {string} day
 * @property {number} seconds
 * @property {readonly string[]} figures what the part measured, one sentence each
 */

/** The last result of each part, and what is to be repeated: an interrupted night goes on where it was. */
export class NightState {
  commit = currentCommit();
  seed;
  /** @type {Record<string, PartResult>} */
  results = readKept();

  /** @param {{ seed: number | null, fresh: boolean }} asked */
  constructor({ seed, fresh }) {
    const present = Object.values(this.results).find(({ commit }) => commit === this.commit);
    this.seed = seed ?? present?.seed ?? randomInt(2 ** 31);
    this.fresh = fresh;
  }

  /** @param {string} part */
  get(part) {
    return this.results[part];
  }

  /** Whether a part need not run again: it has passed at this commit, with this seed. @param {string} part */
  isDone(part) {
    const { outcome, commit, seed } = this.get(part) ?? {};
    return !this.fresh && outcome === 'passed' && commit === this.commit && seed === this.seed;
  }

  /** @param {string} part @param {Pick<PartResult, 'outcome' | 'seconds' | 'figures'>} result */
  put(part, result) {
    const { commit, seed } = this;
    this.results[part] = { commit, seed, day: new Date().toISOString().slice(0, 10), ...result };
    mkdirSync(dirname(RESULTS), { recursive: true });
    const sorted = Object.entries(this.results).sort(([left], [right]) => left.localeCompare(right));
    writeFileSync(RESULTS, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
  }
}

/** @returns {Record<string, PartResult>} */
function readKept() {
  try {
    return JSON.parse(readFileSync(RESULTS, 'utf8'));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return {};
    throw error;
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
