/** What a setting says about itself; everything that documents or checks it is read from here. */
export interface SettingOptions {
  /** Name of the environment variable. */
  readonly variable: string;
  /** One or two sentences for whoever runs the product, with the unit where there is one. */
  readonly description: string;
  /** Used when the variable is absent or empty; written as one would write it in the environment. */
  readonly default?: string;
  /** Says in words what is used when absent, where that depends on something else. */
  readonly defaultNote?: string;
  /** A value that would be accepted; for `.env.example`, where there is no default. */
  readonly example?: string;
  /** Never printed, logged or repeated in an error. Default false. */
  readonly secret?: boolean;
  /** Whether `<variable>_FILE` may name a file with the value instead. Default: that it is a secret. */
  readonly file?: boolean;
  /** When production needs it, in words; absent where production can do without. */
  readonly production?: string;
}

/** How a setting is read and shown, beyond what it says about itself. */
export interface SettingReading {
  /** Completes "write …" in an error. */
  readonly accepts: string;
  /** Turns the text given into the value that the rules judge. Must not throw: what can't be read fails a rule. */
  readonly read?: (text: string) => unknown;
  /** The part of a refused value that an error may repeat; undefined for nothing. Never called for a secret without it. */
  readonly show?: (text: string) => string | undefined;
}

/** One declared setting: its own words, its reading, and the property that holds it. */
export interface SettingDefinition extends SettingOptions, SettingReading {
  readonly property: string;
  readonly read: (text: string) => unknown;
}

/** Whether `<variable>_FILE` may name a file with the value. */
export function mayComeFromFile({ file, secret }: SettingOptions): boolean {
  return file ?? secret ?? false;
}

const definitions = new WeakMap<object, SettingDefinition[]>();

/**
 * Declares a property of a settings class: which variable fills it, how it is read, and which class-validator rules judge it.
 * The kinds in `setting-kinds.ts` are shorthands of it.
 */
export function Setting(
  options: SettingOptions,
  reading: SettingReading,
  ...rules: readonly PropertyDecorator[]
): PropertyDecorator {
  return (prototype, property) => {
    const declared = definitions.get(prototype) ?? [];
    declared.push({ read: (text) => text, ...options, ...reading, property: String(property) });
    definitions.set(prototype, declared);
    for (const rule of rules) rule(prototype, property);
  };
}

/** The settings that a class declares, in the order of its text. */
export function settingsOf(settingsClass: { readonly prototype: object }): readonly SettingDefinition[] {
  return definitions.get(settingsClass.prototype) ?? [];
}
