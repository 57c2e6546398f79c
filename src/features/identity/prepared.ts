import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';

interface BodyRequest {
  readonly body: unknown;
}

type Prepared = { readonly value: unknown } | { readonly error: unknown };

const prepared = new WeakMap<object, Prepared>();

/**
 * Runs outside the operation's transaction, as every interceptor does, and works out beforehand what takes long: no
 * connection should wait for a password's hash. What it finds wrong is thrown within the operation, by {@link preparedBy}:
 * after the parameters were checked and an idempotency key was claimed.
 */
export abstract class Preparing<T> implements NestInterceptor {
  /** @param body not validated yet @throws DomainError for one that is not valid */
  protected abstract prepare(body: unknown): Promise<T>;

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<BodyRequest>();
    return from(this.run(request, () => lastValueFrom(next.handle())));
  }

  protected async run(request: BodyRequest, operation: () => Promise<unknown>): Promise<unknown> {
    prepared.set(
      request,
      await this.prepare(request.body).then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      ),
    );
    return operation();
  }
}

/** What an interceptor has prepared for a request. @throws what the preparation did; Error when the route does not use it */
export function preparedBy<T>(
  interceptor: abstract new (...args: never[]) => Preparing<T>,
  request: object,
): T {
  const outcome = prepared.get(request);
  if (!outcome) throw new Error(`This route needs @UseInterceptors(${interceptor.name}).`);
  if ('error' in outcome) throw outcome.error;
  return outcome.value as T;
}
