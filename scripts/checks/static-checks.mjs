import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runNode } from './processes.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {readonly string[]} command what Node runs
 * @property {string} mend what to do about its findings, which name their files
 */

const { resolve } = createRequire(import.meta.url);

/** The readable list: what is checked before a test runs. Each exits with 1 when it finds something. */
export async function staticChecks() {
  /** @type {Check[]} */
  const checks = [
    {
      name: 'types',
      command: [binary('typescript-native', 'tsc'), '--noEmit', '--pretty', 'false'],
      mend: 'fix the type errors above; to repeat this check, run npx tsc --noEmit',
    },
    {
      name: 'lint',
      command: [binary('oxlint', 'oxlint'), '--type-aware', '--deny-warnings', '--format', 'unix'],
      mend: 'fix the problems above; npx oxlint --type-aware explains them, and npx oxlint --type-aware --fix fixes some of them',
    },
    {
      name: 'format',
      command: [binary('oxfmt', 'oxfmt'), '--check', '.'],
      mend: 'to format the files above, run npm run format',
    },
    {
      name: 'imports',
      command: ['scripts/checks/imports.mjs'],
      mend: 'each line above says what to do; to repeat this check, run node scripts/checks/imports.mjs',
    },
    {
      name: 'names',
      command: ['scripts/checks/names.mjs'],
      mend: 'each line above says what to do; to repeat this check, run node scripts/checks/names.mjs',
    },
    {
      name: 'isolation',
      command: ['scripts/checks/isolation.mjs'],
      mend: 'each line above says what to do; to repeat this check, run node scripts/checks/isolation.mjs',
    },
    {
      name: 'clocks',
      command: ['scripts/checks/clocks.mjs'],
      mend: 'each line above says what to do; to repeat this check, run node scripts/checks/clocks.mjs',
    },
    {
      name: 'words',
      command: ['scripts/checks/words.mjs'],
      mend: 'each line above says what to write; to repeat this check, run node scripts/checks/words.mjs',
    },
    {
      name: 'lockfile',
      command: ['scripts/lockfile.mjs', '--check'],
      mend: 'to fix package-lock.json, run node scripts/lockfile.mjs --fix',
    },
  ];
  if (existsSync('scripts/env-example.mjs')) {
    checks.push({
      name: '.env.example',
      command: ['scripts/env-example.mjs', '--check'],
      mend: 'to update .env.example from the settings in config/, run npm run env:example',
    });
  }
  return checks;
}

/** @param {Check} check */
export async function runCheck(check) {
  const started = Date.now();
  const { code, output } = await runNode(check.command, {
    capture: true,
    env: { NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  return {
    ok: code === 0,
    seconds: (Date.now() - started) / 1000,
    report: `${output.trim() || `exited with ${code} and no output`}\n→ ${check.mend}`,
  };
}

/**
 * The file behind a command of a package, so that no shell stands between us and it.
 * @param {string} packageName @param {string} command
 */
function binary(packageName, command) {
  const manifest = packageManifest(packageName);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[command]);
}

/** @param {string} packageName */
function packageManifest(packageName) {
  // Not every package exports its package.json.
  const folders = createRequire(import.meta.url).resolve.paths(packageName) ?? [];
  const found = folders.map((folder) => join(folder, packageName, 'package.json')).find(existsSync);
  return found ?? resolve(`${packageName}/package.json`);
}
