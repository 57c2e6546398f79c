import { type CatalogOperation, type Outcome, type Replay, type ViewOutcome } from '@keelson/kernel';
import { publicPath } from '@keelson/runtime/ports';
import { partialType, type Exchange, type HttpSettings } from '../http/ports.js';
import { namesTagWeakly, tagOf } from './entity-tag.js';

type Reply = Exchange['reply'];

/**
 * Answers a request with what its operation came to: status, headers and body.
 * @returns the body; undefined for none
 */
export function answerWith(
  outcome: Outcome | Replay,
  operation: CatalogOperation,
  exchange: Exchange,
  http: HttpSettings,
): unknown {
  const { request, reply } = exchange;
  switch (outcome.kind) {
    case 'view':
      return operation.reads
        ? answerRead(outcome, request.headers['if-none-match'], reply)
        : answerWrite(outcome, operation, reply, http);
    case 'rows':
      if (outcome.page.page.next) {
        const next = publicPath(http, nextPage(request.url, outcome.page.page.next));
        reply.header('Link', `<${next}>; rel="next"`);
      }
      if (outcome.partial) reply.header('Content-Type', partialType);
      return outcome.page;
    case 'job':
      reply.status(202).header('Location', outcome.job.location);
      return { id: outcome.job.id, location: outcome.job.location };
    case 'removed':
      reply.status(204);
      return undefined;
    case 'value':
      return outcome.value;
    case 'replay':
      reply.header('Idempotency-Replayed', 'true');
      if (outcome.note !== undefined) reply.status(outcome.note);
      return answerWith(outcome.outcome, operation, exchange, http);
  }
}

function answerRead(outcome: ViewOutcome, known: string | undefined, reply: Reply): unknown {
  const { view, shape } = outcome;
  const tag = tagOf(outcome);
  reply.header('ETag', tag);
  if (shape.partial) reply.header('Content-Type', partialType);
  if (known === undefined || !namesTagWeakly(known, tag)) return view;
  reply.status(304);
  return undefined;
}

function answerWrite(
  outcome: ViewOutcome,
  { resource }: CatalogOperation,
  reply: Reply,
  http: HttpSettings,
): unknown {
  const { view, row } = outcome;
  reply.status(row.created ? 201 : 200).header('ETag', tagOf(outcome));
  if (row.created) reply.header('Location', publicPath(http, `/v1/${resource?.path}/${row.id}`));
  return view;
}

/** The path and query of the page after, as the client wrote this one. */
function nextPage(url: string, cursor: string): string {
  const at = url.indexOf('?');
  const parameters = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  parameters.set('cursor', cursor);
  return `${at < 0 ? url : url.slice(0, at)}?${parameters.toString()}`;
}
