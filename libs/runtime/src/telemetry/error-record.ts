import { redactText } from './redact-text.js';

/** What is logged of an error: nothing that its class or its driver hung on it. */
export interface ErrorRecord {
  /** The error's name. Called `type` as pino does; `name` is a personal field. */
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string | number;
  readonly cause?: ErrorRecord;
  /** The errors of an AggregateError, the first few. */
  readonly errors?: readonly ErrorRecord[];
}

const maxDepth = 4;
const maxErrors = 5;

/**
 * The record of an error. Fields are an allow-list: TypeORM hangs `query` and `parameters` on its errors, mysql2 `sql` with the values
 * in it, pg `detail` with the row's values, `new URL` the text it could not read. Of a database's message, quoted values go too.
 */
export function errorRecord(error: Error, depth = 0): ErrorRecord {
  const message = redactText(isFromDatabase(error) ? withoutValues(error.message) : error.message);
  const code = property(error, 'code');
  const cause = error.cause;
  const errors = property(error, 'errors');
  const type = typeof error.name === 'string' ? error.name : 'Error';
  const frames = framesOf(error.stack, error.message);
  return {
    type,
    message,
    ...(frames === '' ? {} : { stack: `${type}: ${message}\n${redactText(frames)}` }),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(cause instanceof Error && depth < maxDepth ? { cause: errorRecord(cause, depth + 1) } : {}),
    ...(Array.isArray(errors) && depth < maxDepth
      ? {
          errors: errors
            .filter((inner) => inner instanceof Error)
            .slice(0, maxErrors)
            .map((inner) => errorRecord(inner, depth + 1)),
        }
      : {}),
  };
}

/** The frames of a stack alone. Its head repeats the message, with all that is left out of it elsewhere. */
export function framesOf(stack: string | undefined, message = ''): string {
  if (typeof stack !== 'string') return '';
  const start = message === '' ? -1 : stack.indexOf(message);
  return (start < 0 ? stack : stack.slice(start + message.length))
    .split('\n')
    .filter((line) => /^\s+at\s/.test(line))
    .join('\n');
}

function isFromDatabase(error: Error): boolean {
  // QueryFailedError, mysql2, pg: each has at least one of these.
  return ['driverError', 'sqlState', 'sqlMessage', 'severity', 'sql'].some((name) => name in error);
}

// Words after which a database quotes a name of the schema. Any other quoted text may be a value of somebody's row.
const schemaName =
  /((?:key|column|table|constraint|relation|index|field|database|function|type) )(["'`])([\w.$-]{1,128})\2/gi;

function withoutValues(message: string): string {
  let result = '';
  let end = 0;
  for (const name of message.matchAll(schemaName)) {
    result += maskQuoted(message.slice(end, name.index)) + name[0];
    end = name.index + name[0].length;
  }
  return result + maskQuoted(message.slice(end));
}

// From the first quote to the last, since a value may have quotes inside; to the end, where the last is missing.
function maskQuoted(text: string): string {
  return text.replace(/'[\s\S]*'|"[\s\S]*"|['"][\s\S]*$/, "'?'");
}

function property(error: Error, name: string): unknown {
  return Reflect.get(error, name);
}
