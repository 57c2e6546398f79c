import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { newRequestId } from '../request-id.js';
import { countProblem } from './count-problem.js';
import { problemDocument, problemType } from './problem-document.js';
import { named, type Problem } from './problem.js';

/** Answers what is no HTTP request at all, before there is a request to speak of. */
export function answerBrokenRequest(publicUrl: string): (error: Error, socket: Socket) => void {
  return (error, socket) => {
    const { code } = error as { code?: string };
    if (code === 'ECONNRESET' || socket.destroyed) return;
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const problem = problemFor(code);
    countProblem(problem.code);
    const requestId = newRequestId();
    const body = JSON.stringify(problemDocument(problem, { publicUrl, url: '', requestId }));
    socket.end(
      [
        `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
        `Content-Type: ${problemType}`,
        `Content-Length: ${Buffer.byteLength(body)}`,
        `X-Request-Id: ${requestId}`,
        'X-Content-Type-Options: nosniff',
        'Cache-Control: no-store',
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  };
}

function problemFor(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return named('request_header_fields_too_large', 431);
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return named('request_timeout', 408);
  return named('bad_request', 400, 'This is no HTTP/1.1 request.');
}
