import { createRequire } from 'node:module';
import type { DestinationStream } from 'pino';

/**
 * Lines for a person in front of `target`. Formats and writes in the caller's turn, so that the last line before an exit is seen.
 * pino-pretty is loaded here and not by an import: production logs JSON and need not pay for it at start.
 */
export function prettyDestination(target: DestinationStream, colors: boolean | undefined): DestinationStream {
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof import('pino-pretty');
  const format = pretty.prettyFactory({
    ...(colors === undefined ? {} : { colorize: colors }),
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname,context',
    messageFormat: '{if context}[{context}] {end}{msg}',
    // Three lines for each request would push what matters out of sight; an error's stack keeps its lines.
    singleLine: true,
  });
  return { write: (line) => target.write(format(line)) };
}
