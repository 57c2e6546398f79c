/**
 * Serves requests whose route leads to an operation: the face REST, as the application provides it. Every class with
 * operations has it injected under {@link routes}.
 */
export abstract class OperationRoutes {
  /**
   * @param route the method that Nest routed the request to
   * @param host the instance whose method carries the operation out
   * @param given the parameters that Nest has filled, by their index
   * @returns the body of the answer
   */
  abstract serve(route: object, host: object, given: readonly unknown[]): unknown;
}

export const routes = Symbol('operation routes');

/** What a class with operations holds besides its own members. */
export interface ServedHost {
  readonly [routes]: OperationRoutes;
}
