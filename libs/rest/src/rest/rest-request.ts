import type { CatalogOperation, Invocation, InvokingFace } from '@keelson/kernel';
import { clientNetwork } from '@keelson/access/ports';
import { formerFingerprint } from '@keelson/operations/ports';
import { readingsOf, refuseUnread, type Exchange, type Readings } from '../http/ports.js';
import { versionsIn } from './entity-tag.js';

/** What an invocation needs of the request that it is made for. */
class RestFace implements InvokingFace {
  constructor(
    private readonly exchange: Exchange,
    readonly host: object,
    readonly given: readonly unknown[],
    /** The body, or what stands for one that came as a stream. */
    readonly sent: unknown,
  ) {}

  formerDigest(): string {
    return formerFingerprint(this.exchange.request.url, this.sent);
  }

  note(): number {
    return this.exchange.reply.statusCode;
  }
}

/** Makes invocations of requests to one operation. */
export class RestRequests {
  private readonly readings: Readings;
  private readonly rowAt: number | undefined;
  private readonly inputAt: number | undefined;
  /** Whether somebody looks at what a call says of its client. */
  private readonly isGated: boolean;

  constructor(readonly operation: CatalogOperation) {
    const { handler, arguments: plans, gates, preparation } = operation;
    this.isGated = gates.length > 0 || preparation !== null;
    this.readings = readingsOf(handler.type, handler.name);
    this.rowAt = plans.all.find(({ kind }) => kind === 'row')?.index;
    this.inputAt = plans.all.find(({ kind }) => kind === 'input')?.index;
  }

  /** @throws DomainError `validation_failed` when a parameter or a body is there that the operation has no use for */
  refuseUnread({ request }: Exchange): void {
    refuseUnread(this.readings, request);
  }

  /**
   * A list or read that its resource supplies.
   * @param host the instance that Nest has routed the request to
   * @param given its parameters, by their index
   */
  read(exchange: Exchange, host: object, given: readonly unknown[]): Invocation {
    return { operation: this.operation, face: new RestFace(exchange, host, given, undefined) };
  }

  /**
   * @param host the instance that Nest has routed the request to
   * @param given the parameters that Nest has filled, after the author's pipes
   * @param sent the body, or what stands for one that came as a stream
   */
  call(
    exchange: Exchange,
    host: object,
    given: readonly unknown[],
    sent: unknown = exchange.request.body,
  ): Invocation {
    const { headers, params, query, body } = exchange.request;
    const { id, ...path } = params as Readonly<Record<string, unknown>>;
    const key = headers['idempotency-key'];
    return {
      operation: this.operation,
      id: this.rowAt === undefined ? id : given[this.rowAt],
      params: parametersOf(query as Readonly<Record<string, unknown>>, path),
      input: this.inputAt === undefined ? body : given[this.inputAt],
      expects: headers['if-match'] === undefined ? undefined : versionsIn(headers['if-match']),
      key: key === undefined ? undefined : String(key),
      network: this.isGated ? clientNetwork(exchange.request.ip) : undefined,
      face: new RestFace(exchange, host, given, sent),
    };
  }
}

/**
 * Parameters by name. What a path and a query both name is two values, and a method that reads the query as a whole gets
 * both: a request that differs in either is another one to its idempotency key.
 */
function parametersOf(
  query: Readonly<Record<string, unknown>>,
  path: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const all: Record<string, unknown> = { ...query, ...path };
  for (const name of Object.keys(path)) if (name in query) all[`?${name}`] = query[name];
  return all;
}
