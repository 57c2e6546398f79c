import {
  bindRouteMethod,
  isMark,
  isStreamed,
  Invoker,
  malformedBody,
  OperationCatalog,
  OperationRoutes,
  resourceOf,
  ResourceTransfers,
  routes,
  type CatalogOperation,
  type Invocation,
  type NotedArgument,
  type ReceivedFile,
  type Resource,
  type ServedHost,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Readable } from 'node:stream';
import { currentExchange, HttpSettings, type Exchange } from '../http/ports.js';
import { answerWith } from './rest-answers.js';
import { RestRequests } from './rest-request.js';

type Serve = (host: object, given: readonly unknown[]) => Promise<unknown>;

/**
 * The face REST: puts a route method before the method of every operation that a route leads to. Nest's guards,
 * interceptors, pipes and filters stand around the route method, outside of the transaction; it invokes the operation and
 * answers with the outcome.
 */
@Injectable()
export class RestRoutes extends OperationRoutes {
  /** By the method that its author wrote, and the class: two may inherit one. */
  private readonly served = new Map<object, Map<object, Serve>>();

  constructor(
    catalog: OperationCatalog,
    private readonly invoker: Invoker,
    private readonly modules: ModuleRef,
    private readonly http: HttpSettings,
  ) {
    super();
    for (const { operation } of catalog.routes) if (operation) this.bind(operation);
  }

  override serve(route: object, host: object, given: readonly unknown[]): unknown {
    const serve = this.served.get(route)?.get(host.constructor);
    if (!serve) throw new Error('This method does not serve a route of the application.');
    return serve(host, given);
  }

  private bind(operation: CatalogOperation): void {
    const { type, method, name } = operation.handler;
    const ofMethod = this.served.get(method) ?? new Map<object, Serve>();
    this.served.set(method, ofMethod.set(type, this.serving(operation)));
    bindRouteMethod(
      { type, name, method },
      {
        serve(this: ServedHost, ...given: unknown[]) {
          return this[routes].serve(method, this, given);
        },
        // The reading verbs take no parameter: what they need is in the request, without a step of Nest's for each.
        argument: (argument) => (operation.reads && operation.supplied ? null : withoutMarks(argument)),
      },
    );
  }

  private serving(operation: CatalogOperation): Serve {
    const requests = new RestRequests(operation);
    if (isStreamed(operation.handler.method)) return (host) => this.serveUpload(requests, host);
    if (!operation.reads) return (host, given) => this.serveWrite(requests, host, given);
    if (!operation.supplied) return (host, given) => this.serveRead(requests, host, given);
    const isList = operation.verb === 'list';
    return (host) => {
      const exchange = currentExchange();
      const { params, query } = exchange.request;
      const given = isList ? [query] : [(params as { readonly id: string }).id, query];
      return this.answer(requests, exchange, requests.read(exchange, host, given));
    };
  }

  private serveRead(requests: RestRequests, host: object, given: readonly unknown[]): Promise<unknown> {
    const exchange = currentExchange();
    requests.refuseUnread(exchange);
    return this.answer(requests, exchange, requests.read(exchange, host, given));
  }

  private serveWrite(requests: RestRequests, host: object, given: readonly unknown[]): Promise<unknown> {
    const exchange = currentExchange();
    requests.refuseUnread(exchange);
    return this.answer(requests, exchange, requests.write(exchange, host, given, exchange.request.body));
  }

  /** The body is stored first: it comes once, and a transaction may run again. */
  private async serveUpload(requests: RestRequests, host: object): Promise<unknown> {
    const exchange = currentExchange();
    requests.refuseUnread(exchange);
    const transfers = this.modules.get(ResourceTransfers, { strict: false });
    const file = await receive(transfers, resourceOf(requests.operation.handler.type), exchange);
    let taken = false;
    try {
      const result = await this.invoker.invoke(requests.write(exchange, host, [file], file.sha256));
      taken = result.kind !== 'replay';
      return answerWith(result, requests.operation, exchange, this.http);
    } finally {
      // Of a repeated request, or of one that was refused, nobody reads what it has sent.
      if (!taken) await transfers.discard(file);
    }
  }

  private answer({ operation }: RestRequests, exchange: Exchange, invocation: Invocation): Promise<unknown> {
    return this.invoker
      .invoke(invocation)
      .then((outcome) => answerWith(outcome, operation, exchange, this.http));
  }
}

/** A parameter without what marks it for the invoker, which fills it itself. */
function withoutMarks(argument: NotedArgument): NotedArgument {
  const { pipes = [] } = argument;
  return pipes.some(isMark) ? { ...argument, pipes: pipes.filter((pipe) => !isMark(pipe)) } : argument;
}

async function receive(
  transfers: ResourceTransfers,
  resource: Resource | undefined,
  { request, reply }: Exchange,
): Promise<ReceivedFile> {
  const { body, headers } = request;
  if (body === undefined) throw malformedBody({ detail: 'The body is empty.' });
  const length = headers['content-length'];
  try {
    return await transfers.receive(resource, {
      mediaType: headers['content-type'],
      length: length === undefined ? null : Number(length),
      body: body instanceof Readable ? body : undefined,
    });
  } catch (error) {
    // The rest of the body is still under way; this connection can't serve another request soon.
    if (body instanceof Readable) reply.header('connection', 'close');
    throw error;
  }
}
