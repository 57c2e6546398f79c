import { readFileSync } from 'node:fs';

/**
 * Where a rule is broken knowingly: one list, with the reason beside each entry. It may only shrink: an entry that is
 * no longer needed fails its check.
 */
export const EXCEPTIONS_FILE = 'test/architecture/exceptions.json';

/**
 * @typedef {object} Exceptions
 * @property {{ rule: string, from: string, to: string, why: string }[]} imports rules of .dependency-cruiser.cjs
 * @property {{ path: string, why: string }[]} names see names.mjs
 * @property {{ path: string, uses: number, why: string }[]} clocks see clocks.mjs
 */

/** @returns {Exceptions} */
export function readExceptions() {
  const { imports = [], names = [], clocks = [] } = JSON.parse(readFileSync(EXCEPTIONS_FILE, 'utf8'));
  for (const entry of [...imports, ...names, ...clocks]) {
    if (!entry.why)
      throw new Error(
        `${EXCEPTIONS_FILE}: ${JSON.stringify(entry)} has no "why": explain why the exception is needed`,
      );
  }
  return { imports, names, clocks };
}
