import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { operationOf } from './operation-meta.js';
import { Operations } from './operations.js';
import { refuseUnread } from './refuse-unread.js';

/** Runs a write as an operation: claim of the idempotency key, transaction, rerun, commit, headers of the answer. */
@Injectable()
export class OperationInterceptor implements NestInterceptor {
  constructor(private readonly operations: Operations) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const operation = operationOf(context.getHandler());
    if (!operation) return next.handle();
    const http = context.switchToHttp();
    refuseUnread(context.getClass(), context.getHandler().name, http.getRequest());
    return from(
      this.operations.run(operation, http.getRequest(), http.getResponse(), () =>
        lastValueFrom(next.handle(), { defaultValue: undefined }),
      ),
    );
  }
}
