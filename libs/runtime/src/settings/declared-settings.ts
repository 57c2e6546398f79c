import {
  SettingsError,
  settingsOf,
  type CheckedSettings,
  type ConcreteType,
  type SettingDefinition,
  type SettingsProblem,
  type Surroundings,
} from '@keelson/kernel';
import { validateSync } from 'class-validator';
import { LoadedSettings } from './loaded-settings.js';
import { fileVariable, readSecretFiles } from './secret-files.js';
import { settingsTable, type SettingRow } from './settings-table.js';
import { faultVariable, unknownVariables } from './unknown-variables.js';

/** The environment of a process, such as `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>;

type Given = ReadonlyMap<string, string>;

/** The settings classes of an application, before anything was read; `findSettings` finds those of a module. */
export class DeclaredSettings {
  /** Every setting, in the order in which its modules are imported: what documents are written from. */
  readonly table: readonly SettingRow[];

  /** @throws Error naming two classes that claim one variable */
  constructor(private readonly classes: readonly ConcreteType[]) {
    assertUnique(classes);
    this.table = settingsTable(classes);
  }

  /**
   * Reads and judges all settings, and freezes them. An empty variable counts as absent, so that `PORT=` in a compose file
   * means the default.
   *
   * @param surroundings this process's, unless given
   * @throws SettingsError naming everything that is missing or wrong
   */
  read(environment: Variables, surroundings: Partial<Surroundings> = {}): LoadedSettings {
    const { folder = process.cwd(), terminal = process.stdout.isTTY } = surroundings;
    const problems: SettingsProblem[] = [];
    const given = this.given(environment, folder, problems);
    const values = new Map<ConcreteType, object & CheckedSettings>(
      this.classes.map((type) => [type, readValues(type, given, problems)]),
    );
    const settings = new LoadedSettings(values);
    const crossing = [...values.values()].flatMap((one) => one.check?.(settings) ?? []);
    // What a file should have held is not missing as well.
    const named = new Set(problems.map(({ variable }) => variable.replace(/_FILE$/, '')));
    problems.push(...crossing.filter(({ variable }) => !named.has(variable)));
    if (problems.length > 0) throw new SettingsError(problems);
    for (const one of values.values()) one.complete?.(settings, { folder, terminal });
    settings.seal();
    return settings;
  }

  /** Settings without values, for an application none of whose providers is created. */
  unread(): LoadedSettings {
    return new LoadedSettings(new Map(this.classes.map((type) => [type, {}])));
  }

  private given(environment: Variables, folder: string, problems: SettingsProblem[]): Given {
    const variables = givenVariables(environment);
    const fromFiles = this.table.filter(({ file }) => file).map(({ name }) => name);
    const isKnown = (name: string) =>
      name === faultVariable && variables.get('NODE_ENV')?.trim() !== 'production';
    problems.push(
      ...unknownVariables(
        [...variables.keys()].filter((name) => !isKnown(name)),
        [...this.table.map(({ name }) => name), ...fromFiles.map(fileVariable)],
      ),
    );
    return readSecretFiles(variables, fromFiles, folder, problems);
  }
}

function givenVariables(environment: Variables): Given {
  return new Map(
    Object.entries(environment).flatMap(([name, text]) =>
      text === undefined || text.trim() === '' ? [] : [[name, text] as const],
    ),
  );
}

function readValues(type: ConcreteType, given: Given, problems: SettingsProblem[]): object & CheckedSettings {
  const values = new type();
  for (const setting of settingsOf(type)) {
    const text = given.get(setting.variable) ?? setting.default;
    // A password is taken as it is; elsewhere a stray space is an accident of copying.
    const exact = setting.secret === true && setting.show === undefined;
    if (text !== undefined) Reflect.set(values, setting.property, setting.read(exact ? text : text.trim()));
  }
  const refused = new Set(validateSync(values).map(({ property }) => property));
  for (const setting of settingsOf(type))
    if (refused.has(setting.property))
      problems.push({ variable: setting.variable, problem: refusal(setting, given.get(setting.variable)) });
  return values;
}

function refusal(setting: SettingDefinition, text = ''): string {
  const shown = setting.show ? setting.show(text) : setting.secret ? undefined : text;
  const value =
    shown === undefined
      ? 'the value (not shown here)'
      : JSON.stringify(shown.length > 80 ? `${shown.slice(0, 80)}…` : shown);
  return `${value} is invalid. Set it to ${setting.accepts}.`;
}

function assertUnique(classes: readonly ConcreteType[]): void {
  const owners = new Map<string, ConcreteType>();
  for (const type of classes)
    for (const { variable } of settingsOf(type)) {
      const other = owners.get(variable);
      if (other)
        throw new Error(
          `${other.name} and ${type.name} both read the variable ${variable}: rename one of the two, or inject ${other.name} where ${type.name} is used.`,
        );
      owners.set(variable, type);
    }
}
