import type { OpenApiDocument, OperationDocument } from '@keelson/platform';

/** An operation of the document, with the address at which it stands there. */
export interface DocumentedOperation {
  /** `GET /v1/orders/{id}`. */
  readonly title: string;
  readonly path: string;
  readonly method: string;
  readonly document: OperationDocument;
}

/** Finds the documented operation that a request is for. */
export class DocumentedOperations {
  private readonly all: readonly (DocumentedOperation & { readonly pattern: RegExp })[];

  constructor(document: OpenApiDocument) {
    this.all = Object.entries(document.paths)
      // A named part gives way to one that is written out: `/v1/keys/current` before `/v1/keys/{id}`.
      .sort(([a], [b]) => parametersIn(a) - parametersIn(b))
      .flatMap(([path, item]) =>
        Object.entries(item).map(([method, operation]) => ({
          title: `${method.toUpperCase()} ${path}`,
          path,
          method: method.toUpperCase(),
          document: operation,
          pattern: new RegExp(
            `^${path
              .split(/\{\w+\}/)
              .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
              .join('[^/]+')}/?$`,
          ),
        })),
      );
  }

  /** HEAD is answered like GET, without the body. */
  find(method: string, url: string): DocumentedOperation | undefined {
    const path = url.split(/[?#]/)[0] ?? '';
    const asked = method === 'HEAD' ? 'GET' : method;
    return this.all.find((one) => one.method === asked && one.pattern.test(path));
  }
}

function parametersIn(path: string): number {
  return path.split('{').length - 1;
}
