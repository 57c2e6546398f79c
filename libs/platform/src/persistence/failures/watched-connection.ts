import type { PoolConnections } from './pool-connections.js';

type AnyFunction = (...args: unknown[]) => unknown;

/** Has every failure of these methods noted, whether it comes by callback or by promise. */
export function watch(connection: object, methods: readonly string[], connections: PoolConnections): void {
  const target = connection as Record<string, AnyFunction | undefined>;
  const failed = (error: unknown): void => connections.failed(connection, error);
  for (const method of methods) {
    const send = target[method]?.bind(connection);
    if (!send) continue;
    target[method] = (...args) => {
      const at = args.findLastIndex((arg) => typeof arg === 'function');
      if (at < 0) {
        const sent = send(...args);
        if (sent instanceof Promise) sent.catch(failed);
        return sent;
      }
      const done = args[at] as AnyFunction;
      return send(
        ...args.with(at, (error: unknown, ...rest: unknown[]) => {
          if (error) failed(error);
          return done(error, ...rest);
        }),
      );
    };
  }
}
