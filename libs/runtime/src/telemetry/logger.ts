import { format } from 'node:util';
import { pino, type Bindings, type DestinationStream, type Level, type Logger } from 'pino';
import { prettyDestination } from './pretty-destination.js';
import { redactText } from './redact-text.js';
import { createRedactor, type Redact } from './redaction.js';

/** How a process logs. */
export interface LoggerOptions {
  /** Least severe level that is written. */
  readonly level: Level | 'silent';
  /** `json`: one object a line. `pretty`: for people. */
  readonly format: 'json' | 'pretty';
  /** Where lines go; the standard output when absent. Written to in the caller's turn. */
  readonly destination?: DestinationStream;
  /** Fields of every line, asked for each: the request's id and the caller, from whoever keeps the context. Must not throw. */
  readonly contextFields?: () => Record<string, unknown>;
  /** Fields to leave out beside those that are always left out: what the model classes as secret or personal. */
  readonly sensitiveFields?: readonly string[];
}

/**
 * The process's logger. Whatever reaches it, by whichever of pino's ways (fields, message, values of a format, bindings of a child), goes
 * through {@link Redact} first; there is no other way to its output. Lines carry level (as a word), time (RFC 3339), and in JSON pid and
 * hostname. The redaction can't be turned off.
 */
export function createLogger(options: LoggerOptions): Logger {
  const redact = createRedactor(options.sensitiveFields);
  const { contextFields } = options;
  const output = options.destination ?? pino.destination({ dest: 1, sync: true });
  const logger = pino(
    {
      level: options.level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Redaction has made errors into records already; pino's own serializer would put back what was left out.
      serializers: { err: (value: unknown) => value },
      ...(contextFields === undefined ? {} : { mixin: () => redactFields(contextFields(), redact) }),
      hooks: {
        logMethod(args, method) {
          const [fields, message] = redactArguments(args, redact);
          method.apply(this, message === undefined ? [fields] : [fields, message]);
        },
      },
    },
    options.format === 'pretty'
      ? prettyDestination(output, options.destination === undefined ? undefined : false)
      : output,
  );
  redactChildren(logger, redact);
  return logger;
}

/** pino's arguments (fields or an error, then a format and its values; or a format and its values) as fields and one message. */
function redactArguments(
  args: readonly unknown[],
  redact: Redact,
): [fields: Record<string, unknown>, message: string | undefined] {
  const [first, ...rest] = args;
  if (typeof first !== 'object' || first === null) return [{}, redactMessage(args, redact)];
  const fields = first instanceof Error ? { err: redact(first) } : redactFields(first, redact);
  const message = rest.length > 0 ? redactMessage(rest, redact) : undefined;
  return [fields, message ?? messageOf(fields['err'])];
}

function redactMessage(parts: readonly unknown[], redact: Redact): string {
  const [text, ...values] = parts;
  if (values.length === 0 && typeof text === 'string') return redactText(text);
  // The text only once it has its values: a credential may come together in it (`token=%s`).
  return String(redact(format(text, ...values.map(redact))));
}

function redactFields(fields: object, redact: Redact): Record<string, unknown> {
  const copy = redact(fields);
  return typeof copy === 'object' && copy !== null ? { ...copy } : { value: copy };
}

function messageOf(record: unknown): string | undefined {
  return typeof record === 'object' && record !== null && 'message' in record
    ? String(record.message)
    : undefined;
}

/** pino's `formatters.bindings` does not see the bindings of children, so the way in is closed here; children inherit it. */
function redactChildren(logger: Logger, redact: Redact): void {
  for (const name of ['child', 'setBindings'] as const) {
    const method = logger[name] as (this: Logger, ...args: unknown[]) => unknown;
    Object.assign(logger, {
      [name](this: Logger, bindings: Bindings, ...options: unknown[]): unknown {
        return method.call(this, redactFields(bindings, redact), ...options);
      },
    });
  }
}
