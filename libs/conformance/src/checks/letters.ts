import { MailTokens, Notifier } from '@keelson/platform';
import type { SentStatement, Subject } from '../subject.js';
import { jobsIn } from './enqueued-jobs.js';
import { runJob } from './job-run.js';

/** A message to one address, with what stands in it for whoever reads it. */
export interface SecretLetter {
  readonly email: string;
  /** Of `MailTokens`. */
  readonly tokens: readonly string[];
}

/**
 * Does the jobs that statements have enqueued, and reads the messages instead of sending them. One at a time: it stands in
 * the place of the application's own Notifier meanwhile.
 * @returns those that hold a token
 */
export async function lettersOf(
  subject: Subject,
  statements: readonly SentStatement[],
): Promise<SecretLetter[]> {
  const jobs = statements.flatMap((one) => jobsIn(one));
  if (jobs.length === 0) return [];
  const sent: { readonly email: string; readonly text: string }[] = [];
  const written = new Set<string>();
  const end = listen(subject, sent, written);
  try {
    for (const { id } of jobs) await runJob(subject, id);
  } finally {
    end();
  }
  return sent.flatMap(({ email, text }) => {
    const tokens = [...written].filter((token) => text.includes(token));
    return tokens.length > 0 ? [{ email, tokens }] : [];
  });
}

/** @returns what ends it */
function listen(
  { application }: Subject,
  sent: { email: string; text: string }[],
  written: Set<string>,
): () => void {
  const notifier = application.get(Notifier, { strict: false });
  const tokens = application.get(MailTokens, { strict: false });
  const write = tokens.write.bind(tokens);
  notifier.notify = ({ email }, _message, values) => {
    sent.push({ email, text: JSON.stringify(values) });
    return Promise.resolve();
  };
  tokens.write = async (...given) => {
    const token = await write(...given);
    written.add(token);
    return token;
  };
  return () => {
    // Both are methods of their classes again.
    Reflect.deleteProperty(notifier, 'notify');
    Reflect.deleteProperty(tokens, 'write');
  };
}
