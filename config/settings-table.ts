import { mayComeFromFile, settingsOf } from './setting.js';
import { settingsClasses } from './settings-classes.js';

/** What a person must know of one setting, without any value that is in use. */
export interface SettingRow {
  /** Name of the environment variable. */
  readonly name: string;
  /** The concern it belongs to: its key in `Settings`. */
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

/** Every setting, in the order in which it is documented; README and `.env.example` are written from it. */
export const settingsTable: readonly SettingRow[] = Object.entries(settingsClasses).flatMap(
  ([group, settingsClass]) =>
    settingsOf(settingsClass).map((setting) => ({
      name: setting.variable,
      group,
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
