import { IsIn, IsInt, IsOptional, Length, Max, Min, ValidateBy } from 'class-validator';
import { Setting, type SettingOptions } from './setting.js';

/** A class-validator rule out of a predicate. An absent value never reaches it: kinds without a default are optional. */
export function SettingRule(name: string, accepts: (value: unknown) => boolean): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: accepts } });
}

/** A whole number between `min` and `max`, both included. */
export function WholeNumberSetting(
  options: SettingOptions & { readonly default: string; readonly min: number; readonly max: number },
): PropertyDecorator {
  const { min, max, ...setting } = options;
  return Setting(
    setting,
    // Number() alone would take '', ' 1', '0x10' and '1e3' for numbers.
    {
      accepts: `a whole number from ${min} to ${max}`,
      read: (text) => (/^\d+$/.test(text) ? Number(text) : NaN),
    },
    IsInt(),
    Min(min),
    Max(max),
  );
}

/** One word of a closed list. */
export function ChoiceSetting(
  options: SettingOptions & { readonly words: readonly string[] },
): PropertyDecorator {
  const { words, ...setting } = options;
  return Setting(setting, { accepts: `one of ${words.join(', ')}` }, IsIn([...words]), IsOptional());
}

/** A text of `min` to `max` characters. */
export function TextSetting(
  options: SettingOptions & { readonly min: number; readonly max: number },
): PropertyDecorator {
  const { min, max, ...setting } = options;
  return Setting(
    setting,
    { accepts: `a value of ${min} to ${max} characters` },
    Length(min, max),
    IsOptional(),
  );
}

/** A PEM text, or a file of it; `holds` completes "write …", and `accepts` judges the text. */
export function PemSetting(
  options: SettingOptions & { readonly holds: string; readonly accepts: (value: unknown) => boolean },
): PropertyDecorator {
  const { holds, accepts, ...setting } = options;
  return Setting(
    { ...setting, file: true },
    { accepts: holds, read: readPem, show: () => undefined },
    SettingRule('pem', accepts),
    IsOptional(),
  );
}

/**
 * The address of a server, with its credentials inside. An error repeats the scheme alone: in a URL that does not parse as it was
 * meant (`#`, `/` or `@` in a password) any other part may be a piece of the password.
 */
export function ConnectionUrlSetting(
  options: SettingOptions & {
    readonly schemes: readonly string[];
    readonly example: string;
    /** What must follow the host: a name (`/keelson`), a number (`/0`), or nothing that matters. */
    readonly path?: RegExp;
  },
): PropertyDecorator {
  const { schemes, path = /^/, ...setting } = options;
  return Setting(
    { ...setting, secret: true },
    {
      accepts: `a ${schemes.map((scheme) => `${scheme}://`).join(' or ')} URL, such as ${options.example} (percent-encode characters such as @ : / ? # in the user and password)`,
      show: (text) => /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.concat('://…'),
    },
    SettingRule('connectionUrl', (value) => {
      const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
      return (
        url !== undefined &&
        schemes.includes(url.protocol.slice(0, -1)) &&
        url.hostname !== '' &&
        url.hash === '' &&
        path.test(url.pathname)
      );
    }),
    IsOptional(),
  );
}

/** A PEM from the environment, where line ends are often written as `\n`; always ends with a line end. */
export function readPem(text: string): string {
  return `${text.replaceAll('\\n', '\n').replaceAll('\r', '').trim()}\n`;
}
