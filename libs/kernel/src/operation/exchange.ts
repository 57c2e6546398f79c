/** The part of an HTTP request that the kernel reads. */
export interface OperationRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** The route's pattern, `/v1/orders/:id/place`. */
  readonly routeOptions: { readonly url?: string | undefined };
}

/** The part of an HTTP answer that the kernel writes. */
export interface OperationReply {
  /** As the route declares it, until somebody writes another. */
  readonly statusCode: number;
  status(code: number): unknown;
  header(name: string, value: string | number): unknown;
}
