import type { PoolConnections } from './pool-connections.js';

type AnyFunction = (...args: unknown[]) => unknown;

type Done = (error: unknown, ...rest: unknown[]) => unknown;

/** Has every failure of these methods noted, whether it comes by callback or by promise. */
export function watch(connection: object, methods: readonly string[], connections: PoolConnections): void {
  const target = connection as Record<string, AnyFunction | undefined>;
  const failed = (error: unknown): void => connections.failed(connection, error);
  const noting =
    (done: Done): Done =>
    (error, result, fields) => {
      if (error) failed(error);
      return done(error, result, fields);
    };
  for (const method of methods) {
    const send = target[method]?.bind(connection);
    if (!send) continue;
    target[method] = (...args) => {
      // The callback comes last, after a statement and perhaps its values: every statement passes here.
      const last = args.length - 1;
      if (typeof args[last] === 'function') {
        args[last] = noting(args[last] as Done);
        return send(...args);
      }
      const sent = send(...args);
      if (sent instanceof Promise) sent.catch(failed);
      return sent;
    };
  }
}
