import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

/** How long a client may take to send a body. */
export interface BodyPace {
  /** From its headers to its last byte, in milliseconds; also for one that nobody reads. */
  readonly wholeMs: number;
  /** One that is read as it comes: between two pieces, in milliseconds. */
  readonly idleMs: number;
  /** One that is read as it comes: what it may lag behind `bytesPerSecond`, in milliseconds. */
  readonly lagMs: number;
  readonly bytesPerSecond: number;
}

const usualPace: BodyPace = { wholeMs: 30_000, idleMs: 30_000, lagMs: 30_000, bytesPerSecond: 16_384 };

interface Deadline {
  readonly pace: BodyPace;
  readonly timer: NodeJS.Timeout;
  expire(): void;
}

const deadlines = new WeakMap<Readable, Deadline>();

/**
 * Gives each body its time, read or not: a client that sends a byte now and then must not hold on to a connection. The
 * server's own `requestTimeout` knows no exception for long uploads; it stays as the bound of those.
 */
export function boundBodies(server: Server, pace = usualPace): void {
  // Before whoever reads it, and begins at once.
  server.prependListener('request', (request: IncomingMessage, answer: ServerResponse) => {
    const { headers } = request;
    if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return;
    const expire = () => {
      const { socket } = request;
      if (answer.headersSent) socket.destroy();
      else server.emit('clientError', timedOut(), socket);
    };
    const timer = setTimeout(expire, pace.wholeMs);
    deadlines.set(request, { pace, timer, expire });
    request.once('close', () => clearTimeout(timer));
  });
}

/**
 * A body piece by piece, in as much time as its length needs. Only the time that is spent waiting for the client counts.
 * A body that is not read to its end stays open, so that its request can be answered.
 */
export async function* pacedBody(body: Readable): AsyncGenerator<Buffer, void> {
  const deadline = deadlines.get(body);
  clearTimeout(deadline?.timer);
  const pieces = body.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  let [waitedMs, bytes] = [0, 0];
  try {
    for (;;) {
      const began = performance.now();
      const timer =
        deadline && setTimeout(() => deadline.expire(), allowedMs(deadline.pace, bytes, waitedMs));
      const piece = await pieces.next().finally(() => clearTimeout(timer));
      if (piece.done) return;
      waitedMs += performance.now() - began;
      bytes += piece.value.length;
      yield piece.value;
    }
  } finally {
    await pieces.return?.();
    // What was not read has the time that any body has.
    if (deadline && !body.readableEnded && !body.destroyed) {
      const timer = setTimeout(() => deadline.expire(), deadline.pace.wholeMs);
      body.once('close', () => clearTimeout(timer));
    }
  }
}

function allowedMs({ idleMs, lagMs, bytesPerSecond }: BodyPace, bytes: number, waitedMs: number): number {
  return Math.max(1, Math.min(idleMs, lagMs + (bytes / bytesPerSecond) * 1_000 - waitedMs));
}

/** As Node names a request that took too long. */
function timedOut(): Error {
  return Object.assign(new Error('The request body took too long to arrive.'), {
    code: 'ERR_HTTP_REQUEST_TIMEOUT',
  });
}
