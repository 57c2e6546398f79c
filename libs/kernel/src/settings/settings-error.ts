/** One setting that is missing or wrong. Neither field ever holds the value of a secret. */
export interface SettingsProblem {
  readonly variable: string;
  /** What was given and what to write instead; a full sentence without the variable's name. */
  readonly problem: string;
}

/** Thrown once for all settings that are missing or wrong; its message has a line for each and may be printed as it is. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly SettingsProblem[]) {
    const count = problems.length === 1 ? '1 setting is' : `${problems.length} settings are`;
    super(
      [
        `Keelson cannot start: ${count} missing or wrong.`,
        ...problems.map(({ variable, problem }) => `  ${variable}: ${problem}`),
        'Set them in the environment or in .env; .env.example lists every setting.',
      ].join('\n'),
    );
  }
}
