import { withQuery } from '../../catalog/query.js';
import type { Answer, Inquiry } from '../../subject.js';
import { same } from './ledger.js';
import type { Trial, Trials } from './trial.js';
import type { View } from './variation.js';

/** The ETag of an answer goes around: it says whether the row has changed, and guards the next write. */
export async function judgeVersions(trials: Trials): Promise<void> {
  const readings = trials.asking.judged.operations.filter(
    ({ resource, method, path }) => resource && method === 'GET' && path === `/v1/${resource.path}/{id}`,
  );
  // First: the organization itself is a row that there is once, and writing changes it.
  await trials.each(readings, judgeReading);
  await trials.each(trials.writes, judgeWriting);
}

async function judgeReading(trials: Trials, operation: Trial['operation']): Promise<void> {
  const { judged } = trials.asking;
  const { resource } = operation;
  const id = resource && (await judged.world.rowOf(judged.world.owner, resource));
  if (!resource || !id) return;
  const names = resource.viewFields.map(({ name }) => name);
  const [include] = resource.includes.keys();
  for (const query of [
    '',
    `fields=${names.slice(0, 2).join(',')}`,
    ...(include ? [`include=${include}`] : []),
  ]) {
    const inquiry: Inquiry = {
      method: 'GET',
      url: withQuery(operation.at(id), query),
      person: await judged.world.askerOf(operation),
    };
    const answer = await trials.asking.send(inquiry);
    if (answer.status !== 200) continue;
    const tag = answer.headers['etag'];
    const tell = (rule: string, message: string, shown: Answer = answer) =>
      trials.found(
        { operation },
        rule,
        `${withQuery(operation.title, query)} ${message}`,
        "Use the resource's standard response, or set ETag and check If-None-Match in the same way.",
        inquiry,
        shown,
      );
    if (!tag) {
      tell('etag-missing', 'responds without an ETag.');
      continue;
    }
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await trials.asking.send({ ...inquiry, headers: { 'if-none-match': known } });
      if (again.status !== 304 || again.text !== '')
        tell(
          'not-modified-never',
          `returns ${again.status} for If-None-Match: ${known}; expected 304 without a body.`,
          again,
        );
      else trials.held({ operation }, 'not-modified-never');
    }
    const other = await trials.asking.send({ ...inquiry, headers: { 'if-none-match': '"another"' } });
    if (other.status !== 200)
      tell(
        'not-modified-wrongly',
        `returns ${other.status} for an If-None-Match header with a different version.`,
        other,
      );
    else trials.held({ operation }, 'not-modified-wrongly');
  }
}

async function judgeWriting(trials: Trials, operation: Trial['operation']): Promise<void> {
  const trial = await trials.prepare(operation);
  if (!trial?.id) return;
  const { person, id } = trial;
  const url = `/v1/${trial.resource.path}/${id}`;
  const reading: Inquiry = { method: 'GET', url, person };
  const before = await trials.asking.send(reading);
  const tag = before.headers['etag'];
  if (before.status !== 200) return;
  const viewBefore = before.text;
  const guarded = { ...trial.inquiry, ...(tag !== undefined && { headers: { 'if-match': tag } }) };
  const first = await trials.asking.send(guarded);
  const isRefused = first.status === 412;
  const inquiry = isRefused ? trial.inquiry : guarded;
  const answer = isRefused ? await trials.asking.send(inquiry) : first;
  if (isRefused)
    trials.found(
      trial,
      'if-match-refused',
      `${operation.title} rejects a request with the row's current ETag in If-Match.`,
      'Read the row with @Found(), which compares If-Match with its version.',
      guarded,
      first,
    );
  else trials.held(trial, 'if-match-refused');
  if (answer.status >= 300 || operation.meta?.verb === 'remove') return;
  await judgeFreshness(trials, trial, inquiry, answer, reading);
  if (!tag || !answer.headers['etag']) return;
  const after = await trials.asking.send({ ...reading, headers: { 'if-none-match': tag } });
  const isOld = after.status === 304 || after.headers['etag'] === tag;
  if (isOld && answer.text !== viewBefore)
    trials.found(
      trial,
      'etag-stays',
      `${operation.title} changes the row without changing its ETag.`,
      'Write through the store, which increases the version.',
      inquiry,
      answer,
    );
  else trials.held(trial, 'etag-stays');
  const now = after.headers['etag'];
  if (after.status === 200 && answer.headers['etag'] !== now)
    trials.found(
      trial,
      'etag-differs',
      `${operation.title} returns the ETag ${answer.headers['etag']}, but the next GET returns ${now}.`,
      'Return the changed row, and do not change the row again in the operation.',
      inquiry,
      answer,
    );
  else trials.held(trial, 'etag-differs');
}

/** A read after a write shows what the write answered. */
async function judgeFreshness(
  trials: Trials,
  trial: Trial,
  inquiry: Inquiry,
  answer: Answer,
  reading: Inquiry,
): Promise<void> {
  const written = (answer.json ?? {}) as View;
  const now = await trials.asking.send(reading);
  const shown = now.json as View | null;
  const old = Object.keys(written).find(
    (name) => shown && name in shown && !same(shown[name], written[name]),
  );
  if (now.status === 200 && old !== undefined)
    trials.found(
      trial,
      'stale-answer',
      `GET ${reading.url} shows a different value for "${old}" than the one that ${trial.operation.title} just returned.`,
      'Do not cache rows in memory, or update the cache on every write.',
      inquiry,
      now,
    );
  else trials.held(trial, 'stale-answer');
}
