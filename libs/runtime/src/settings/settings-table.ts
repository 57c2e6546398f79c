import { mayComeFromFile, settingsOf, type ConcreteType } from '@keelson/kernel';

/** What a person must know of one setting, without any value that is in use. */
export interface SettingRow {
  /** Name of the environment variable. */
  readonly name: string;
  /** The concern it belongs to, by its class: `http` for HttpSettings. */
  readonly group: string;
  /** What is used when it is absent, as one would write it; undefined when that is nothing, or depends (see `defaultNote`). */
  readonly default: string | undefined;
  readonly defaultNote: string | undefined;
  readonly example: string | undefined;
  readonly description: string;
  /** Completes "write …". */
  readonly accepts: string;
  readonly secret: boolean;
  /** Whether `<name>_FILE` may name a file with the value. */
  readonly file: boolean;
  /** When production needs it, in words; undefined where production can do without. */
  readonly production: string | undefined;
}

/** Every setting of these classes, in their order; documents are written from it. */
export function settingsTable(classes: readonly ConcreteType[]): readonly SettingRow[] {
  return classes.flatMap((type) =>
    settingsOf(type).map((setting) => ({
      name: setting.variable,
      group: groupOf(type),
      default: setting.default,
      defaultNote: setting.defaultNote,
      example: setting.example,
      description: setting.description,
      accepts: setting.accepts,
      secret: setting.secret ?? false,
      file: mayComeFromFile(setting),
      production: setting.production,
    })),
  );
}

/** `job-files` for JobFilesSettings. */
export function groupOf({ name }: ConcreteType): string {
  return name
    .replace(/Settings$/, '')
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
    .toLowerCase();
}
