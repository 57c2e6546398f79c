import {
  currentContext,
  Deadline,
  DomainError,
  enterContext,
  type Caller,
  type Invoker,
  type OperationCatalog,
  type Outcome,
} from '@keelson/kernel';
import { randomUUID } from 'node:crypto';

/** A request of JSON-RPC 2.0; a member of `params` for each part of an invocation. */
export interface RpcRequest {
  readonly jsonrpc: '2.0';
  readonly id: number | string;
  /** The name of an operation: `orders:place`. */
  readonly method: string;
  readonly params?: {
    readonly id?: unknown;
    readonly params?: Readonly<Record<string, unknown>>;
    readonly input?: unknown;
    readonly expects?: readonly number[];
    readonly key?: string;
  };
}

export interface RpcAnswer {
  readonly jsonrpc: '2.0';
  readonly id: number | string;
  readonly result?: { readonly kind: Outcome['kind']; readonly replayed: boolean; readonly value: unknown };
  readonly error?: { readonly code: number; readonly message: string; readonly data?: object };
}

const methodNotFound = -32_601;
const refused = -32_000;
const failed = -32_603;
/** Milliseconds that a call may spend on the database. */
const deadlineMs = 10_000;

/** Operations by JSON-RPC: a second face, for tests. It knows nothing of HTTP, and adds nothing to what an operation does. */
export class JsonRpcFace {
  constructor(
    private readonly catalog: OperationCatalog,
    private readonly invoker: Invoker,
    /** Who holds a token. @throws DomainError `unauthenticated` */
    private readonly callerOf: (token: string) => Promise<Caller>,
    /** The network that its clients are counted by. */
    private readonly network = '192.0.2.0',
  ) {}

  async answer({ id, method, params = {} }: RpcRequest, token?: string): Promise<RpcAnswer> {
    const operation = this.catalog.named(method);
    if (!operation || operation.onlyOnRest !== null)
      return { jsonrpc: '2.0', id, error: { code: methodNotFound, message: 'Method not found' } };
    const context = { requestId: randomUUID(), caller: null, operation: null, unit: null };
    return enterContext({ ...context, deadline: new Deadline(deadlineMs) }, async () => {
      try {
        if (token !== undefined) currentContext().caller = await this.callerOf(token);
        const { id: row, params: named, input, expects, key } = params;
        const call = { operation, id: row, params: named ?? {}, input, expects, key, network: this.network };
        const done = await this.invoker.invoke(call);
        const replayed = done.kind === 'replay';
        const outcome = replayed ? done.outcome : done;
        const value = JSON.parse(JSON.stringify(valueOf(outcome) ?? null)) as unknown;
        return { jsonrpc: '2.0', id, result: { kind: outcome.kind, replayed, value } } as const;
      } catch (error) {
        return { jsonrpc: '2.0', id, error: errorOf(error) } as const;
      }
    });
  }
}

function valueOf(outcome: Outcome): unknown {
  switch (outcome.kind) {
    case 'view':
      return outcome.view;
    case 'rows':
      return outcome.page;
    case 'job':
      return outcome.job;
    case 'value':
      return outcome.value;
    case 'removed':
      return null;
  }
}

/** What is refused says why; of anything else nothing leaves. */
function errorOf(error: unknown): NonNullable<RpcAnswer['error']> {
  if (!(error instanceof DomainError)) return { code: failed, message: 'Internal error' };
  const { code, kind, title, details } = error;
  return { code: refused, message: title, data: { code, kind, ...details } };
}
