import { Logger } from '@nestjs/common';
import type { Answer, TestApp } from '../app.js';
import { differences, tableCounts } from './table-counts.js';

/** One request and what it must come to. */
export interface Attempt {
  /** What is wrong with it, for the message of a failure. */
  readonly title: string;
  readonly send: () => Promise<Answer>;
  readonly status: number | readonly number[];
  /** What else the answer must be; the complaint when it isn't. */
  readonly check?: (answer: Answer) => string | null;
}

/** Requests under way at once: enough to keep two cores busy, and to make neighbors meet. */
const atOnce = 24;

/**
 * Sends all of them.
 * @returns a line for each answer that isn't as it must be; a server error always is one, with what was logged of it
 */
export async function complaintsOf(app: TestApp, attempts: readonly Attempt[]): Promise<string[]> {
  if (attempts.length === 0) throw new Error('There is nothing to try; the walk would prove nothing.');
  const logged = collectErrors();
  const complaints: string[] = [];
  const waiting = [...attempts];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const wanted = [next.status].flat();
      let answer = await next.send();
      // Of so many guesses at one password at once, some lose the turn to be counted, and are asked to come again.
      for (let again = 0; again < 5 && answer.status === 429 && !wanted.includes(429); again += 1)
        answer = await next.send();
      const complaint = wanted.includes(answer.status)
        ? (next.check?.(answer) ?? null)
        : `answered ${answer.status} instead of ${wanted.join(' or ')}: ${answer.text.slice(0, 300)}`;
      if (complaint !== null) complaints.push(`${next.title} ${complaint}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  app.nest.useLogger(false);
  return shortened([...logged, ...complaints.sort()]);

  function collectErrors(): string[] {
    const lines: string[] = [];
    app.nest.useLogger({
      log: () => undefined,
      warn: () => undefined,
      error: (...parts: unknown[]) => void lines.push(parts.map(String).join(' ').slice(0, 500)),
    });
    Logger.flush();
    return lines;
  }
}

/** A fault of the kernel shows on every route; a screenful of it is enough. */
function shortened(lines: readonly string[]): string[] {
  return lines.length <= 40 ? [...lines] : [...lines.slice(0, 40), `and ${lines.length - 40} more`];
}

/** {@link complaintsOf} for requests that are all refused: not one row may come of them, nor go, in any table. */
export async function complaintsOfRefused(app: TestApp, attempts: readonly Attempt[]): Promise<string[]> {
  const before = await tableCounts(app.databaseUrl);
  const complaints = await complaintsOf(app, attempts);
  const written = differences(before, await tableCounts(app.databaseUrl));
  return Object.keys(written).length === 0
    ? complaints
    : [...complaints, `Refused requests have written rows: ${JSON.stringify(written)}`];
}

/** An answer with what belongs to the single request taken out: the rest must not tell two refusals apart. */
export function anonymous({ status, headers, json }: Answer): string {
  const body = { ...(json as Record<string, unknown>) };
  delete body['requestId'];
  delete body['instance'];
  const kept = Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !['date', 'x-request-id', 'ratelimit', 'content-length'].includes(name),
    ),
  );
  return JSON.stringify({ status, headers: kept, body });
}
