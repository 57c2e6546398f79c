import { connect } from 'node:net';

/** A request that the server has begun to work on and whose body is still missing. */
export interface OpenRequest {
  /** Sends the body; resolves with the whole answer, headers and all. */
  finish(): Promise<string>;
}

/** Sends all but the body. The server's `100 Continue` (RFC 9110, 10.1.1) tells that it has the rest. */
export async function openRequest(
  url: string,
  request: { readonly path: string; readonly token: string; readonly body: object },
): Promise<OpenRequest> {
  const { hostname, port } = new URL(url);
  const body = JSON.stringify(request.body);
  const socket = connect(Number(port), hostname);
  let answer = '';
  const closed = new Promise<void>((resolve, reject) => {
    socket.once('close', () => resolve());
    socket.once('error', reject);
  });
  const continued = new Promise<void>((resolve) => {
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
      if (answer.startsWith('HTTP/1.1 100')) resolve();
    });
  });
  socket.write(
    [
      `POST ${request.path} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      `Authorization: Bearer ${request.token}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Expect: 100-continue',
      '\r\n',
    ].join('\r\n'),
  );
  await Promise.race([continued, closed]);
  return {
    async finish() {
      socket.write(body);
      await closed;
      return answer.replace(/^HTTP\/1\.1 100[^\r]*\r\n\r\n/, '');
    },
  };
}
