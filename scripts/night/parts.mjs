import { runNode } from '../checks/processes.mjs';
import { runVitest } from '../checks/vitest.mjs';

/**
 * @typedef {object} NightPart
 * @property {string} name
 * @property {() => Promise<{ ok: boolean, figures: readonly string[] }>} run
 */

const ENGINES = /** @type {const} */ (['postgres', 'mysql']);
const NIGHT = { KEELSON_NIGHT: '1' };

/**
 * Everything that is long by nature, shortest first.
 * @param {number} seed
 * @returns {Promise<NightPart[]>}
 */
export async function nightParts(seed) {
  const faults = (/** @type {readonly string[]} */ ...args) => [
    'scripts/faults.mjs',
    '--seed',
    `${seed}`,
    ...args,
  ];
  return [
    ...(await nightSpecs(seed)),
    ...ENGINES.map((engine) =>
      script(
        `transfers of a million lines, ${engine}`,
        faults('--transfers', '--engine', engine),
        / lines: /,
      ),
    ),
    ...ENGINES.map((engine) =>
      script(`planted bugs, ${engine}`, faults('--planted', '--engine', engine), /^planted "/),
    ),
    ...ENGINES.map((engine) =>
      script(
        `crash ledger, ${engine}`,
        faults('--engine', engine),
        /^\w+: kills |^ {2}(kills|other faults): /,
      ),
    ),
    script('hand-written mutants', ['scripts/verify.mjs', '--mutants'], /^(mutants|caught|false alarms)/i),
    script('generated mutants', ['scripts/verify-mutants.mjs'], /^generated mutants killed /),
  ];
}

/** Journeys that `npm test` runs on one engine: they are short. */
const onOneEngine = /\.on-(mysql|postgres)\.spec\.ts$/;

/** One part for each file and project, and one for each project's {@link onOneEngine}. @param {number} seed @returns {Promise<NightPart[]>} */
async function nightSpecs(seed) {
  const { code, output } = await runNode(
    ['node_modules/vitest/vitest.mjs', 'list', '--filesOnly', '--json'],
    {
      capture: true,
      env: NIGHT,
    },
  );
  if (code !== 0) throw new Error(`vitest could not list the nightly spec files:\n${output}`);
  /** @type {{ file: string, projectName: string }[]} */
  const files = JSON.parse(output);
  /** @type {Map<string, { projectName: string, paths: string[] }>} */
  const parts = new Map();
  for (const { file, projectName } of files) {
    const path = file.slice(process.cwd().length + 1);
    const title = onOneEngine.test(path) ? 'journeys that npm test runs on one engine' : path;
    const part = parts.get(`${title}, ${projectName}`) ?? { projectName, paths: [] };
    part.paths.push(path);
    parts.set(`${title}, ${projectName}`, part);
  }
  return [...parts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, { projectName, paths }]) => ({
      name,
      run: async () => {
        const { passed, failed, skipped, figures } = await runVitest(['--project', projectName, ...paths], {
          ...NIGHT,
          NIGHT_SEED: `${seed}`,
        });
        if (failed === 0 && passed === 0 && skipped > 0)
          return { ok: true, figures: ['its tests are about the other engine only'] };
        return { ok: failed === 0 && passed > 0, figures };
      },
    }));
}

/**
 * @param {string} name @param {readonly string[]} command
 * @param {RegExp} isFigure which lines of its output are kept
 * @returns {NightPart}
 */
function script(name, command, isFigure) {
  return {
    name,
    run: async () => {
      const { code, output } = await runNode(command, { capture: true, show: true });
      const figures = output
        .split('\n')
        .filter((line) => isFigure.test(line))
        .map((line) => line.trim());
      return { ok: code === 0, figures };
    },
  };
}
