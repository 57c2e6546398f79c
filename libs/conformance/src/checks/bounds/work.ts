import { acrossOrganizations } from '@keelson/kernel';
import { Database } from '@keelson/platform';
import { backgroundOf } from '../../catalog/background.js';
import type { Proceedings } from '../../check.js';
import type { Judged } from '../../judged.js';

/** Jobs, statements, connections and calls to others end, whatever the other side does. */
export async function judgeWork(judged: Judged, proceedings: Proceedings): Promise<void> {
  judgeBackground(judged, proceedings);
  judgeCalls(judged, proceedings);
  await judgeServer(judged, proceedings);
}

function judgeBackground(judged: Judged, proceedings: Proceedings): void {
  for (const { type, processing, subscriber } of backgroundOf(judged.subject.application)) {
    const bounds = subscriber ?? (processing && { ...processing, attempts: processing.job.attempts });
    if (!bounds) continue;
    const missing = (['attempts', 'timeoutMs', 'concurrency'] as const).filter(
      (name) => !(Number.isInteger(bounds[name]) && bounds[name] >= 1),
    );
    if (missing.length === 0) proceedings.held('bounds/job', null);
    else
      proceedings.found({
        rule: 'bounds/job',
        operation: null,
        place: judged.placeOf(type),
        message: `${type.name} does not limit ${missing.join(', ')}.`,
        mend: 'Set a limit in @JobProcessor, defineJob or @Subscriber.',
        evidence: {},
      });
  }
}

/** By their text: a call without a signal has no time-out (undici's own is five minutes for the headers alone). */
function judgeCalls({ sources }: Judged, proceedings: Proceedings): void {
  for (const { file, line, text } of sources.lines(
    /(^|\/)features\//,
    /(?<![.\w])fetch\(|\b(axios|got)[.(]/,
    12,
  ))
    if (/\b(signal|timeout)\b/.test(text)) proceedings.held('bounds/call', null);
    else
      proceedings.found({
        rule: 'bounds/call',
        operation: null,
        place: { module: /features\/([^/]+)\//.exec(file)?.[1] ?? file, file, line },
        message: 'A call to another system has no timeout.',
        mend: 'Make the call in a job, and pass signal: AbortSignal.any([attempt.signal, AbortSignal.timeout(10_000)]).',
        evidence: { notes: [text] },
      });
}

async function judgeServer({ subject }: Judged, proceedings: Proceedings): Promise<void> {
  const { application } = subject;
  const { requestTimeout, headersTimeout, keepAliveTimeout } = application
    .getHttpAdapter()
    .getInstance().server;
  const [row] = await acrossOrganizations('the conformance kit reads a setting', () =>
    application
      .get(Database, { strict: false })
      .read<{ readonly value: unknown }>(
        subject.engine === 'postgres'
          ? "SELECT current_setting('statement_timeout') AS value"
          : 'SELECT @@SESSION.max_statement_time AS value',
      ),
  );
  const limits: Readonly<Record<string, unknown>> = {
    requests: requestTimeout,
    'request headers': headersTimeout,
    'idle connections': keepAliveTimeout,
    'SQL statements': Number.parseFloat(String(row?.value)),
  };
  for (const [what, value] of Object.entries(limits))
    if (typeof value === 'number' && value > 0) proceedings.held('bounds/server', null);
    else
      proceedings.found({
        rule: 'bounds/server',
        operation: null,
        place: { module: 'the platform' },
        message: `There is no timeout on ${what}.`,
        mend: 'Create the server with createHttpAdapter(…), and do not change the timeouts that it sets.',
        evidence: {},
      });
}
