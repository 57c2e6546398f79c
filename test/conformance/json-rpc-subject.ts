import {
  httpCodeOf,
  kinds,
  Invoker,
  OperationCatalog,
  type CatalogOperation,
  type Kind,
} from '@keelson/kernel';
import { AccessGuard } from '@keelson/access';
import type { Answer, Inquiry, Subject } from '@keelson/conformance';
import { JsonRpcFace, type RpcAnswer, type RpcRequest } from '../support/json-rpc-face.js';

interface Callable {
  readonly operation: CatalogOperation;
  readonly method: string;
  readonly path: RegExp;
  readonly names: readonly string[];
}

/** Headers by which a request says what a call of JSON-RPC can't; any other is for nobody, here as there. */
const untold = ['content-type', 'if-match', 'if-none-match'];

/**
 * A subject whose requests go by JSON-RPC where an operation can be called that way: the kit judges the same operations by
 * another face.
 * @param called told of every operation that is called
 */
export function byJsonRpc(subject: Subject, called: (operation: CatalogOperation) => void): Subject {
  const { application } = subject;
  const catalog = application.get(OperationCatalog, { strict: false });
  const guard = application.get(AccessGuard, { strict: false });
  const face = new JsonRpcFace(catalog, application.get(Invoker, { strict: false }), (token) =>
    guard.confirm(`Bearer ${token}`),
  );
  const callables = catalog.operations.flatMap((operation) => callablesOf(operation));
  return {
    ...subject,
    send: async (inquiry, progress) => {
      const call = requestOf(inquiry, callables);
      if (!call) return subject.send(inquiry, progress);
      const { outcome, statements, refusals } = await subject.overhear(
        () => face.answer(call.request, inquiry.person?.token),
        progress,
      );
      called(call.operation);
      return { ...answerOf(outcome, call.operation, inquiry), statements, refusals };
    },
  };
}

function callablesOf(operation: CatalogOperation): Callable[] {
  if (operation.onlyOnRest !== null) return [];
  return operation.handler.places.map((place) => {
    const [method, pattern] = place.split(' ') as [string, string];
    const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => String(name));
    return { operation, method, names, path: new RegExp(`^${pattern.replaceAll(/:\w+/g, '([^/]+)')}$`) };
  });
}

function requestOf(
  { method, url, headers = {}, body }: Inquiry,
  callables: readonly Callable[],
): { readonly operation: CatalogOperation; readonly request: RpcRequest } | undefined {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const found = callables.find((one) => one.method === method && one.path.test(pathname));
  const isPlain = !untold.some((name) => name in headers) && typeof body !== 'string';
  if (!found || !isPlain) return undefined;
  const values = (found.path.exec(pathname) ?? []).slice(1).map((value) => decodeURIComponent(value));
  const { id, ...path } = Object.fromEntries(found.names.map((name, index) => [name, values[index]]));
  const query = [...new Set(searchParams.keys())].map((name) => {
    const all = searchParams.getAll(name);
    return [name, all.length > 1 ? all : all[0]];
  });
  const params = { ...(Object.fromEntries(query) as object), ...path };
  const key = headers['idempotency-key'];
  return {
    operation: found.operation,
    request: {
      jsonrpc: '2.0',
      id: 1,
      method: found.operation.name,
      params: {
        ...(id !== undefined && { id }),
        ...(Object.keys(params).length > 0 && { params }),
        ...(body !== undefined && { input: JSON.parse(JSON.stringify(body)) as unknown }),
        ...(key !== undefined && { key }),
      },
    },
  };
}

/** As REST would have answered. */
function answerOf(
  { result, error }: RpcAnswer,
  { handler, resource, verb }: CatalogOperation,
  { method, url }: Inquiry,
): Pick<Answer, 'status' | 'headers' | 'json' | 'text'> {
  if (error) {
    const { kind, ...problem } = (error.data ?? {}) as { readonly kind?: Kind };
    const json = { ...problem, title: error.message, status: kind ? kinds[kind] : 500, instance: url };
    const challenge = json.status === 401 && { 'www-authenticate': 'Bearer realm="api"' };
    const headers = { 'content-type': 'application/problem+json', ...challenge };
    return { status: json.status, headers, json, text: JSON.stringify(json) };
  }
  const value = result?.value ?? null;
  const declared = httpCodeOf(handler.method);
  const status = result?.kind === 'job' ? 202 : (declared ?? (method === 'POST' ? 201 : 200));
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...(verb === 'create' && { location: `/v1/${resource?.path}/${(value as { id: string }).id}` }),
      ...(result?.replayed && { 'idempotency-replayed': 'true' }),
    },
    json: value,
    text: value === null ? '' : JSON.stringify(value),
  };
}
