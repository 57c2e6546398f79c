import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import type { Located } from '@keelson/runtime/ports';
import { newRequestId, requestIdOf } from '../request-id.js';
import { originForm } from '../request-target.js';
import { countProblem } from './count-problem.js';
import { answerNatively } from './native-answer.js';
import { problemDocument, problemType } from './problem-document.js';
import { named, type Problem } from './problem.js';

/** Node keeps the answer that a connection is busy with here; its own handler looks at it as well. */
type BusySocket = Socket & { readonly _httpMessage?: ServerResponse | null };

/** Answers what is no HTTP request at all, before there is a request to speak of. */
export function answerBrokenRequest(http: Located): (error: Error, socket: Socket) => void {
  return (error, socket) => {
    const { code } = error as { code?: string };
    if (code === 'ECONNRESET' || socket.destroyed) return;
    // In the middle of another answer a broken connection is the only honest end.
    if (!socket.writable || (socket as BusySocket)._httpMessage?.headersSent) {
      socket.destroy();
      return;
    }
    endWith(socket, problemFor(code), http);
  };
}

/** Answers with a problem what Node would refuse by itself, with a bare status or none: no hook sees these requests. */
export function answerForNode(server: Server, http: Located): void {
  server.on('checkExpectation', (request: IncomingMessage, answer: ServerResponse) => {
    const problem = named(
      'expectation_failed',
      417,
      'Remove the Expect header, or send "Expect: 100-continue".',
    );
    countProblem(problem.code);
    answer.setHeader('connection', 'close');
    const occurrence = { ...http, url: originForm(request.url ?? ''), requestId: requestIdOf(request) };
    answerNatively(answer, problemDocument(problem, occurrence));
  });
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    endWith(socket, named('method_not_allowed', 405, 'This server is not a proxy.'), http, ['Allow: ']);
  });
}

function endWith(socket: Socket, problem: Problem, http: Located, more: readonly string[] = []): void {
  countProblem(problem.code);
  const requestId = newRequestId();
  const body = JSON.stringify(problemDocument(problem, { ...http, url: '', requestId }));
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      `Content-Type: ${problemType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'X-Content-Type-Options: nosniff',
      'Cache-Control: no-store',
      'Connection: close',
      ...more,
      '',
      body,
    ].join('\r\n'),
  );
}

function problemFor(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return named('request_header_fields_too_large', 431);
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return named('body_too_large', 413, 'Send the body without chunk extensions.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return named('request_timeout', 408);
  return named('bad_request', 400, 'This is not an HTTP/1.1 request.');
}
