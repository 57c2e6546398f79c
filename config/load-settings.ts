import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { validateSync } from 'class-validator';
import { crossProblems } from './cross-rules.js';
import { engineOf } from './database.settings.js';
import type { HttpSettings } from './http.settings.js';
import { fileVariable, readSecretFiles } from './secret-files.js';
import { settingsOf, type SettingDefinition } from './setting.js';
import { settingsClasses, type SettingsGroups } from './settings-classes.js';
import { SettingsError, type SettingsProblem } from './settings-error.js';
import { settingsTable } from './settings-table.js';
import { databaseTls, redisTls } from './server-tls.js';
import { effectiveTlsMode } from './tls.js';
import { faultVariable, unknownVariables } from './unknown-variables.js';

/**
 * `evaluation`: no database was given, the process brings its own. `production`: NODE_ENV says so, nothing is invented.
 * `development`: a database was given, and NODE_ENV is not production.
 */
export type Mode = 'evaluation' | 'production' | 'development';

/** Every setting of one process, judged and frozen. Printed or turned to JSON it does not show its secrets. */
export interface Settings extends Readonly<{
  [Name in keyof SettingsGroups]: Readonly<SettingsGroups[Name]>;
}> {
  readonly mode: Mode;
}

type Given = ReadonlyMap<string, string>;

/**
 * Reads and judges all settings. An empty variable counts as absent, so that `PORT=` in a compose file means the default.
 *
 * @param env the variables; see `readEnvironment` for those of this process
 * @param surroundings whether the output is a terminal, and the folder that relative paths start from; default: this process's
 * @throws SettingsError naming everything that is missing or wrong
 */
export function loadSettings(
  env: NodeJS.ProcessEnv,
  surroundings: { readonly terminal?: boolean; readonly folder?: string } = {},
): Settings {
  const folder = surroundings.folder ?? process.cwd();
  const variables = givenVariables(env);
  const fromFiles = settingsTable.filter(({ file }) => file).map(({ name }) => name);
  const problems = unknownVariables(
    [...variables.keys()].filter(
      (name) => name !== faultVariable || variables.get('NODE_ENV') === 'production',
    ),
    [...settingsTable.map(({ name }) => name), ...fromFiles.map(fileVariable)],
  );
  const given = readSecretFiles(variables, fromFiles, folder, problems);
  const read = <T extends object>(settingsClass: new () => T): T => readGroup(settingsClass, given, problems);
  const groups: SettingsGroups = {
    runtime: read(settingsClasses.runtime),
    http: read(settingsClasses.http),
    database: read(settingsClasses.database),
    queue: read(settingsClasses.queue),
    events: read(settingsClasses.events),
    transfers: read(settingsClasses.transfers),
    access: read(settingsClasses.access),
    mail: read(settingsClasses.mail),
    owner: read(settingsClasses.owner),
    logs: read(settingsClasses.logs),
    limits: read(settingsClasses.limits),
    metrics: read(settingsClasses.metrics),
  };
  // What a file should have held is not missing as well.
  const named = new Set(problems.map(({ variable }) => variable.replace(/_FILE$/, '')));
  problems.push(...crossProblems(groups).filter(({ variable }) => !named.has(variable)));
  if (problems.length > 0) throw new SettingsError(problems);

  const { runtime, http, database, queue, logs } = groups;
  runtime.dataFolder = resolve(folder, runtime.dataFolder);
  http.publicUrl ??= ownUrl(http);
  database.engine = (database.url === undefined ? undefined : engineOf(database.url)) ?? 'postgres';
  const subjects = { database: databaseTls(groups), queue: redisTls(groups) };
  database.tlsMode = subjects.database ? effectiveTlsMode(subjects.database) : 'off';
  // The drivers would read it in their own ways.
  if (subjects.database?.url.searchParams.has('sslmode'))
    database.url = withoutSslmode(subjects.database.url);
  queue.tlsMode = subjects.queue ? effectiveTlsMode(subjects.queue) : 'off';
  queue.transport = queue.redisUrl === undefined ? 'postgres' : 'redis';
  logs.format ??= (surroundings.terminal ?? process.stdout.isTTY) ? 'pretty' : 'json';
  for (const [name, settingsClass] of Object.entries(settingsClasses)) {
    seal(groups[name as keyof SettingsGroups], settingsOf(settingsClass));
  }
  return Object.freeze({ mode: modeOf(groups), ...groups });
}

function givenVariables(env: NodeJS.ProcessEnv): Given {
  return new Map(
    Object.entries(env).flatMap(([name, text]) =>
      text === undefined || text.trim() === '' ? [] : [[name, text] as const],
    ),
  );
}

function readGroup<T extends object>(
  settingsClass: new () => T,
  given: Given,
  problems: SettingsProblem[],
): T {
  const group = new settingsClass();
  for (const setting of settingsOf(settingsClass)) {
    const text = given.get(setting.variable) ?? setting.default;
    // A password is taken as it is; elsewhere a stray space is an accident of copying.
    const exact = setting.secret === true && setting.show === undefined;
    if (text !== undefined) {
      Reflect.set(group, setting.property, setting.read(exact ? text : text.trim()));
    }
  }
  const refused = new Set(validateSync(group).map(({ property }) => property));
  for (const setting of settingsOf(settingsClass)) {
    if (!refused.has(setting.property)) continue;
    problems.push({ variable: setting.variable, problem: refusal(setting, given.get(setting.variable)) });
  }
  return group;
}

function refusal(setting: SettingDefinition, text = ''): string {
  const shown = setting.show ? setting.show(text) : setting.secret ? undefined : text;
  const value =
    shown === undefined
      ? 'the value (not shown here)'
      : JSON.stringify(shown.length > 80 ? `${shown.slice(0, 80)}…` : shown);
  return `${value} is invalid. Set it to ${setting.accepts}.`;
}

function modeOf({ runtime, database }: SettingsGroups): Mode {
  if (runtime.environment === 'production') return 'production';
  return database.url === undefined ? 'evaluation' : 'development';
}

function ownUrl({ host, port }: HttpSettings): string {
  // "Every interface" is not an address that anybody can call.
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function withoutSslmode(url: URL): string {
  const plain = new URL(url);
  plain.searchParams.delete('sslmode');
  return plain.href;
}

/** Freezes a group, and keeps its secrets out of `console.log` and `JSON.stringify`, which is how settings leak. */
function seal(group: object, settings: readonly SettingDefinition[]): void {
  const secrets = new Set(settings.filter(({ secret }) => secret).map(({ property }) => property));
  const shown = (): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(group).map(([property, value]) => [
        property,
        secrets.has(property) ? '[secret]' : value,
      ]),
    );
  Object.defineProperties(group, { toJSON: { value: shown }, [inspect.custom]: { value: shown } });
  Object.freeze(group);
}
