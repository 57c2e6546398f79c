import { ChoiceSetting, type CheckedSettings, type Settings, type Surroundings } from '@keelson/kernel';

/** How much is logged: lines of this level and worse. */
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** `pretty` for people, `json` (one object a line) for machines. */
export type LogFormat = 'pretty' | 'json';

/** What the process tells on its standard output. */
export class LogsSettings implements CheckedSettings {
  @ChoiceSetting({
    variable: 'LOG_LEVEL',
    words: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    default: 'info',
    description: 'Lowest level that is logged.',
  })
  level!: LogLevel;

  /** Derived from the terminal when not given. */
  @ChoiceSetting({
    variable: 'LOG_FORMAT',
    words: ['pretty', 'json'],
    defaultNote: 'pretty on a terminal, json elsewhere',
    example: 'json',
    description: 'Format of log lines.',
  })
  format!: LogFormat;

  complete(_settings: Settings, { terminal }: Surroundings): void {
    this.format ??= terminal ? 'pretty' : 'json';
  }
}
