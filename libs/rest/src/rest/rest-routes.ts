import {
  bindRouteMethod,
  isMark,
  isRouted,
  isStreamed,
  Invoker,
  malformedBody,
  maskInherited,
  OperationCatalog,
  OperationRoutes,
  ResourceTransfers,
  routes,
  type CatalogOperation,
  type Invocation,
  type NotedArgument,
  type ReceivedFile,
  type Resource,
  type ServedHost,
} from '@keelson/kernel';
import { Injectable, type PipeTransform } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef, ModulesContainer } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Readable } from 'node:stream';
import { currentExchange, HttpSettings, type Exchange } from '../http/ports.js';
import { answerSchemas } from './answer-schemas.js';
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
    container: ModulesContainer,
    private readonly catalog: OperationCatalog,
    private readonly invoker: Invoker,
    private readonly modules: ModuleRef,
    private readonly http: HttpSettings,
    private readonly adapters: HttpAdapterHost,
  ) {
    super();
    maskInherited(container);
    for (const { operation, resource } of catalog.routes) if (operation) this.bind(operation, resource);
  }

  override serve(route: object, host: object, given: readonly unknown[]): unknown {
    const serve = this.served.get(route)?.get(host.constructor);
    if (!serve) throw new Error('This method does not serve a route of the application.');
    return serve(host, given);
  }

  /** Tells Fastify what Nest does not: how the answers of resources are written, and whose bodies are read as they come. */
  completeRoutes(): void {
    const routes = new Map(
      this.catalog.routes.flatMap((route) => route.handler.places.map((place) => [place, route] as const)),
    );
    this.adapters.httpAdapter.getInstance<FastifyInstance>().addHook('onRoute', (given) => {
      // A HEAD, which Fastify adds to each GET, tells the length of the same answer.
      const method = given.method === 'HEAD' ? 'GET' : String(given.method);
      const route = routes.get(`${method} ${given.url}`);
      const response = route && answerSchemas(route);
      if (response) given.schema = { ...given.schema, response };
      if (route && isStreamed(route.handler.method)) given.config = { ...given.config, streamedBody: true };
    });
  }

  private bind(operation: CatalogOperation, resource: Resource | null): void {
    const { type, method, name } = operation.handler;
    const requests = new RestRequests(operation);
    const ofMethod = this.served.get(method) ?? new Map<object, Serve>();
    this.served.set(method, ofMethod.set(type, this.serving(requests, resource)));
    bindRouteMethod(
      { type, name, method },
      {
        serve(this: ServedHost, ...given: unknown[]) {
          return this[routes].serve(method, this, given);
        },
        // The reading verbs take no parameter: what they need is in the request, without a step of Nest's for each.
        argument: (argument) =>
          operation.reads && operation.supplied ? null : refusingFirst(requests, withoutMarks(argument)),
      },
    );
    if (isRouted((type.prototype as Record<string, object>)[name] as object))
      throw new Error(
        `${type.name}.${name}() has a route that would bypass the operation "${operation.name}".`,
      );
  }

  private serving(requests: RestRequests, resource: Resource | null): Serve {
    const { operation } = requests;
    if (isStreamed(operation.handler.method))
      return (host, given) => this.serveUpload(requests, resource, host, given);
    if (!operation.reads || !operation.supplied)
      return (host, given) => this.serveCall(requests, host, given);
    const isList = operation.verb === 'list';
    return (host) => {
      const exchange = currentExchange();
      const { params, query } = exchange.request;
      const given = isList ? [query] : [(params as { readonly id: string }).id, query];
      return this.answer(requests, exchange, requests.read(exchange, host, given));
    };
  }

  private serveCall(requests: RestRequests, host: object, given: readonly unknown[]): Promise<unknown> {
    const exchange = currentExchange();
    requests.refuseUnread(exchange);
    return this.answer(requests, exchange, requests.call(exchange, host, given));
  }

  /** The body is stored first: it comes once, and a transaction may run again. */
  private async serveUpload(
    requests: RestRequests,
    resource: Resource | null,
    host: object,
    given: readonly unknown[],
  ): Promise<unknown> {
    const exchange = currentExchange();
    requests.refuseUnread(exchange);
    const transfers = this.modules.get(ResourceTransfers, { strict: false });
    const file = await receive(transfers, resource, exchange);
    // It stands for the request that the method asks for.
    const at = requests.operation.arguments.all.find(({ kind }) => kind === 'face')?.index ?? 0;
    let taken = false;
    try {
      const args = Object.assign([...given], { [at]: file });
      const result = await this.invoker.invoke(requests.call(exchange, host, args, file.sha256));
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

/** A request with a parameter that nobody reads is refused before the author's pipes look at the others. */
function refusingFirst(requests: RestRequests, argument: NotedArgument): NotedArgument {
  const { pipes = [] } = argument;
  if (pipes.length === 0) return argument;
  const refusing: PipeTransform = {
    transform(value: unknown) {
      requests.refuseUnread(currentExchange());
      return value;
    },
  };
  return { ...argument, pipes: [refusing, ...pipes] };
}

async function receive(
  transfers: ResourceTransfers,
  resource: Resource | null,
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
