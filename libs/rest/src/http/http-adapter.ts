import { Deadline, enterContext, unavailable, type CallWords, type Settings } from '@keelson/kernel';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest, FastifyHttpOptions } from 'fastify';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { logRequest } from './access-log.js';
import { boundBodies } from './body-deadlines.js';
import { addBodyParsers, type TimedRequest } from './body-parsers.js';
import { HttpSettings } from './http.settings.js';
import { answerBrokenRequest, answerForNode } from './problems/broken-request.js';
import { problemOf } from './problems/problem.js';
import { sendProblem } from './problems/send-problem.js';
import type { Exchange } from './exchange.js';
import { requestFault } from './request-faults.js';
import { requestIdOf } from './request-id.js';
import { countAborted, observeRequest } from './request-metrics.js';
import { originForm } from './request-target.js';
import { RouteTable } from './route-table.js';
import { securityHeaders } from './security-headers.js';
import type { TrustedProxies } from './trust-proxy.js';

/** Longest part of a path that stands for a parameter. */
const longestParameter = 128;
/** Milliseconds that a connection has to send the request that it was opened for, once nobody new is let in. */
const lingerMs = 500;
/** Milliseconds between two looks at what is still in flight. */
const drainLookMs = 20;

/** What messages call the parts of a request. */
const httpWords: CallWords = {
  input: 'body',
  parameters: 'query',
  id: 'id in the path',
  key: { header: 'Idempotency-Key' },
};

/** Node keeps the answer that a connection is busy with here; drain libraries rely on it. */
type BusySocket = Socket & { readonly _httpMessage?: ServerResponse | null };

/**
 * Fastify as the contract wants it. Beside Nest's adapter it reads only the media types of the contract, knows its routes
 * by path, and lets requests in flight finish when it closes while it turns new ones away.
 */
export class ContractAdapter extends FastifyAdapter {
  /** Every route that is mounted, by Nest or behind its back; to answer 405 with `Allow`. */
  readonly routes = new RouteTable();
  private readonly connections = new Set<BusySocket>();
  private draining = false;
  private drainedAtMs = 0;
  /** What was being answered when the draining began. */
  private underWay: readonly ServerResponse[] = [];

  /** @param drainMs how long requests in flight may take once the application closes */
  constructor(
    private readonly drainMs: number,
    options: FastifyHttpOptions<Server>,
  ) {
    super(options as never);
  }

  /** Whether the server is about to close: whoever can should go elsewhere. */
  get isDraining(): boolean {
    return this.draining;
  }

  /** Connections that are busy with a request. */
  get requestsInFlight(): number {
    let busy = 0;
    for (const { _httpMessage: answer } of this.connections) if (answer) busy += 1;
    return busy;
  }

  /** Nest's own parsers would take forms on every route; the contract's stand already. */
  override registerParserMiddleware(): void {}

  /** Per connection, since a hook for every answer would be paid by every request. */
  trackConnections(): void {
    this.instance.server.on('connection', (socket) => {
      this.connections.add(socket);
      socket.once('close', () => {
        this.connections.delete(socket);
        if ((socket as BusySocket)._httpMessage?.writableFinished === false) countAborted();
      });
    });
  }

  override beforeClose(): void {
    this.beginDraining();
    // Answers under way tell their clients not to come back on this connection.
    for (const { _httpMessage: answer } of this.connections)
      if (answer && !answer.headersSent) answer.setHeader('connection', 'close');
    super.beforeClose();
  }

  private beginDraining(): void {
    if (this.draining) return;
    this.draining = true;
    this.drainedAtMs = performance.now() + this.drainMs;
    this.underWay = [...this.connections].flatMap(({ _httpMessage: answer }) => answer ?? []);
  }

  /** Until the requests in flight are answered, newcomers are let in and told 503: refused, they would not know why. */
  override async close(): Promise<void> {
    this.beginDraining();
    while (this.underWay.some(isOpen) && performance.now() < this.drainedAtMs) await pause(drainLookMs);
    const server = this.instance.server;
    // Connections that were busy when closing began become idle one by one; nobody else lets go of them.
    // oxlint-disable-next-line eslint/no-restricted-globals -- ends with the close that it is part of
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    const late = setTimeout(() => server.closeAllConnections(), lingerMs);
    try {
      await super.close();
    } finally {
      clearInterval(idle);
      clearTimeout(late);
    }
  }
}

function isOpen(answer: ServerResponse): boolean {
  return !answer.writableFinished && !answer.destroyed;
}

/**
 * The HTTP server: `NestFactory.create<NestFastifyApplication>(AppModule, createHttpAdapter(settings))`. CORS is off; turn
 * it on with `app.enableCors({ origin: [...] })` before `listen`, and never for every origin with credentials.
 */
export function createHttpAdapter(settings: Settings): ContractAdapter {
  const http = settings.get(HttpSettings);
  const adapter = new ContractAdapter(settings.get(RuntimeSettings).stopMs, {
    ...limits,
    bodyLimit: http.bodyLimitBytes,
    trustProxy: trusted(http.trustProxy),
    rewriteUrl: ({ url }: IncomingMessage) => originForm(url ?? '/'),
    genReqId: (request: IncomingMessage) => requestIdOf(request),
    requestIdHeader: false,
    clientErrorHandler: answerBrokenRequest(http),
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      // No hook runs for a path that the router can't read.
      writeHeaders(request, reply);
      sendProblem(request, reply, problemOf(error), http.publicUrl);
    },
  } as FastifyHttpOptions<Server>);

  const headers = securityHeaders(http.publicUrl);
  const writeHeaders = (request: FastifyRequest, reply: FastifyReply): void => {
    for (const [name, value] of headers) reply.header(name, value);
    reply.header('x-request-id', request.id);
  };

  const instance = adapter.getInstance();
  instance.decorateRequest('deadline');
  instance.addHook('onRoute', ({ url, method }) => {
    adapter.routes.add(url, typeof method === 'string' ? [method] : method);
  });
  instance.addHook('onRequest', (request, reply, done) => {
    writeHeaders(request, reply);
    const fault = requestFault(request.raw);
    if (fault) {
      sendProblem(request, reply, fault, http.publicUrl);
      return;
    }
    if (adapter.isDraining) reply.header('connection', 'close');
    if (adapter.isDraining && request.raw.url !== '/health/live') {
      done(unavailable({ detail: 'This process is shutting down; retry the request.', retryAfter: 1 }));
      return;
    }
    const deadline = new Deadline(http.requestDeadlineMs);
    (request as TimedRequest).deadline = deadline;
    // The one place where a request enters its context; done() runs the rest of the request inside it.
    enterContext(
      {
        requestId: request.id,
        caller: null,
        operation: null,
        unit: null,
        deadline,
        words: httpWords,
        face: { request, reply } satisfies Exchange,
      },
      done,
    );
  });
  addBodyParsers(instance, http.bodyLimitBytes);
  instance.addHook('onResponse', (request, reply, done) => {
    observeRequest(request, reply);
    logRequest(request, reply);
    done();
  });
  adapter.trackConnections();
  answerForNode(instance.server, http);
  boundBodies(instance.server);
  return adapter;
}

/** Slow and endless requests must not hold on to a connection. Milliseconds. */
const limits = {
  logger: false,
  /** From the first byte of a request to the last of its body, however long; most have less (body-deadlines.ts). */
  requestTimeout: 3_600_000,
  /** Longer than the usual 60 s of load balancers, so that the balancer lets go first. */
  keepAliveTimeout: 65_000,
  // New requests on open connections get our own 503; Fastify's is no problem document.
  return503OnClosing: false,
  forceCloseConnections: 'idle',
  exposeHeadRoutes: true,
  routerOptions: { maxParamLength: longestParameter, caseSensitive: true },
  /** Options of Node's server. The interval is how often the time-outs are looked at. */
  http: {
    headersTimeout: 10_000,
    connectionsCheckingInterval: 5_000,
    maxHeaderSize: 16_384,
    // Node would answer without a body; request-faults.ts asks for it.
    requireHostHeader: false,
  },
} satisfies FastifyHttpOptions<Server>;

/** Fastify believes no hop count, since it can't know who its peer is; an operator who counts proxies says there are some. */
function trusted(given: TrustedProxies): boolean | string[] | ((address: string, hop: number) => boolean) {
  if (typeof given === 'number') return (_address, hop) => hop < given;
  return given;
}
