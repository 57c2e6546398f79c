import { readFileSync } from 'node:fs';

/** Files in each of the last two tables. */
const shown = 15;

/**
 * @typedef {object} Time
 * @property {number} files
 * @property {number} tests seconds that tests and hooks took; files run beside each other, so they add up to more than the run
 * @property {number} imports seconds that loading took
 * @property {number} cpu seconds of the processor in the test's own process
 */

/** @typedef {{ path: string, project: string, time: Time }} FileTime */

/**
 * What each file took.
 * @param {readonly import('vitest/node').TestModule[]} modules
 * @returns {FileTime[]}
 */
export function timesOf(modules) {
  return modules.map((module) => {
    const { duration, collectDuration, setupDuration } = module.diagnostic();
    return {
      path: module.relativeModuleId,
      project: module.project.name,
      time: {
        files: 1,
        tests: duration / 1000,
        imports: (collectDuration + setupDuration) / 1000,
        cpu: Number(/** @type {{ cpuSeconds?: number }} */ (module.meta()).cpuSeconds ?? 0),
      },
    };
  });
}

/**
 * A table of the seconds of each folder and project, and of the files that took most.
 * @param {readonly FileTime[]} times
 * @returns {string[]}
 */
export function tablesOf(times) {
  /** @type {Map<string, Time>} */
  const folders = new Map();
  for (const { path, project, time } of times) {
    add(folders, `${folderOf(path)} ${project}`, time);
    add(folders, `all ${project}`, time);
  }
  const files = times.map(
    ({ path, project, time }) => /** @type {[string, Time]} */ ([`${path} ${project}`, time]),
  );
  const most = (/** @type {'tests' | 'cpu'} */ what) =>
    files.toSorted(([, a], [, b]) => b[what] - a[what]).slice(0, shown);
  return [
    '',
    ...tableOf(
      'seconds per folder',
      [...folders].sort(([a], [b]) => a.localeCompare(b)),
    ),
    '',
    ...tableOf('slowest files', most('tests')),
    '',
    ...tableOf('files that used the most CPU time', most('cpu')),
  ];
}

/** @param {Map<string, Time>} folders @param {string} name @param {Time} time */
function add(folders, name, time) {
  const sum = folders.get(name) ?? { files: 0, tests: 0, imports: 0, cpu: 0 };
  for (const key of /** @type {const} */ (['files', 'tests', 'imports', 'cpu'])) sum[key] += time[key];
  folders.set(name, sum);
}

/** `libs/platform`, `src/features`, `test/e2e/process`. @param {string} file */
function folderOf(file) {
  const parts = file.split('/').slice(0, -1);
  return parts.slice(0, parts[1] === 'e2e' ? 3 : 2).join('/');
}

/** @param {string} title @param {[string, Time][]} rows */
function tableOf(title, rows) {
  const width = Math.max(title.length, ...rows.map(([name]) => name.length));
  const line = (/** @type {string} */ name, /** @type {string[]} */ ...cells) =>
    `${name.padEnd(width)} ${cells.map((cell) => cell.padStart(8)).join('')}`;
  return [
    line(title, 'files', 'tests', 'imports', 'cpu'),
    ...rows.map(([name, { files, tests, imports, cpu }]) =>
      line(name, `${files}`, tests.toFixed(1), imports.toFixed(1), cpu.toFixed(1)),
    ),
  ];
}

/**
 * Seconds of CPU time that this process and all that it has started and waited for have used: what a run costs, also on a
 * machine that is busy with something else. Fields of proc(5), in ticks of a hundredth; null where there is no /proc.
 */
export function spentSeconds() {
  try {
    const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
    const ticks = fields.split(' ').slice(11, 15).map(Number);
    return ticks.reduce((sum, each) => sum + each, 0) / 100;
  } catch {
    return null;
  }
}
