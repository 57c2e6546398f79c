import { inspect } from 'node:util';
import type { LoggerService, LogLevel } from '@nestjs/common';
import type { Level, Logger } from 'pino';
import { errorRecord, framesOf } from './error-record.js';

const levels = {
  verbose: 'trace',
  debug: 'debug',
  log: 'info',
  warn: 'warn',
  error: 'error',
  fatal: 'fatal',
} as const satisfies Record<LogLevel, Level>;

/**
 * What Nest says of each module and route while it starts, and of a failed start that whoever started it tells anyway:
 * for those who look for it.
 */
const detailsOfStart = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'ExceptionHandler',
]);

/**
 * pino behind Nest's logger: `app.useLogger(new PinoLoggerService(logger))`, and every `new Logger('Orders')` writes through it.
 * Takes Nest's calls as ConsoleLogger does: the last string is the context, an error or a stack becomes `err`, plain objects become `data`.
 */
export class PinoLoggerService implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...params: unknown[]): void {
    this.write('log', message, params);
  }

  error(message: unknown, ...params: unknown[]): void {
    this.write('error', message, params);
  }

  warn(message: unknown, ...params: unknown[]): void {
    this.write('warn', message, params);
  }

  debug(message: unknown, ...params: unknown[]): void {
    this.write('debug', message, params);
  }

  verbose(message: unknown, ...params: unknown[]): void {
    this.write('verbose', message, params);
  }

  fatal(message: unknown, ...params: unknown[]): void {
    this.write('fatal', message, params);
  }

  /** Writes the least severe of these and everything worse: pino's levels are a ladder, not a set. */
  setLogLevels(chosen: LogLevel[]): void {
    // In the order of the ladder, from the least severe.
    const least = (Object.keys(levels) as LogLevel[]).find((level) => chosen.includes(level));
    this.logger.level = least === undefined ? 'silent' : levels[least];
  }

  private write(level: LogLevel, message: unknown, params: readonly unknown[]): void {
    const method = detailsOfStart.has(String(params.at(-1))) ? 'debug' : levels[level];
    if (!this.logger.isLevelEnabled(method)) return;
    const line = new Line(message, params);
    if (line.message === '') this.logger[method](line.fields);
    else this.logger[method](line.fields, '%s', line.message);
  }
}

/** One call of Nest's logger, sorted into what pino wants. */
class Line {
  readonly fields: Record<string, unknown> = {};
  readonly message: string;
  private readonly words: string[] = [];

  constructor(message: unknown, params: readonly unknown[]) {
    const rest = params.filter((param) => param !== undefined);
    const last = rest.at(-1);
    if (typeof last === 'string' && !isStack(last)) {
      this.fields['context'] = last;
      rest.pop();
    }
    for (const part of [message, ...rest]) this.take(part);
    this.message = this.words.join(' ');
  }

  private take(part: unknown): void {
    if (part instanceof Error) {
      this.fields['err'] ??= part;
      if (this.words.length === 0) this.words.push(errorRecord(part).message);
    } else if (isStack(part)) {
      this.fields['err'] ??= { type: 'Error', stack: framesOf(part) };
    } else if (typeof part === 'object' && part !== null) {
      // Apart from our own fields: a caller's `level` or `time` must not stand in their place.
      const data = this.fields['data'];
      this.fields['data'] = data === undefined ? part : { ...data, ...part };
    } else if (part !== undefined) {
      this.words.push(typeof part === 'string' ? part : inspect(part));
    }
  }
}

function isStack(value: unknown): value is string {
  return typeof value === 'string' && /\n[ \t]+at .+:\d+:\d+/.test(value);
}
