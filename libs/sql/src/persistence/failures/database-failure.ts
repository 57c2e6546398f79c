import { DomainError, type ErrorDefinition } from '@keelson/kernel';
import type { FailureName } from './failure-name.js';
import { outcomes } from './outcomes.js';

/** A state of the database as an error of the service: 503, with the driver's error as its `cause`. */
export class DatabaseFailure extends DomainError {
  constructor(
    readonly failure: FailureName,
    { code, kind, title }: ErrorDefinition,
    override readonly cause?: unknown,
  ) {
    const { detail, retryAfterSeconds } = outcomes[failure];
    super(code, kind, title, {
      detail,
      ...(retryAfterSeconds !== null && { retryAfter: retryAfterSeconds }),
    });
  }
}
