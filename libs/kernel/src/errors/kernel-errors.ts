import { defineError } from './domain-error.js';

export const validationFailed = defineError('validation_failed', 'invalid', 'The request is not valid');
export const malformedBody = defineError('malformed_body', 'invalid', 'The body can not be read');
export const unauthenticated = defineError('unauthenticated', 'unauthenticated', 'Sign in first');
export const forbidden = defineError('forbidden', 'forbidden', 'Your role does not allow this');
export const notFound = defineError(
  'not_found',
  'not_found',
  'There is no such thing, or you may not see it',
);
export const wrongState = defineError('wrong_state', 'conflict', 'The state does not allow this action');
export const alreadyExists = defineError('already_exists', 'conflict', 'The value is taken');
export const versionMismatch = defineError(
  'version_mismatch',
  'precondition_failed',
  'The row has changed since you read it',
);
export const bodyTooLarge = defineError('body_too_large', 'too_large', 'The body is too large');
export const unsupportedMediaType = defineError(
  'unsupported_media_type',
  'unsupported_media_type',
  'The media type is not supported',
);
export const referenceNotFound = defineError(
  'reference_not_found',
  'unprocessable',
  'A reference points to nothing that you may see',
);
export const queryTooSlow = defineError(
  'query_too_slow',
  'unprocessable',
  'The query took too long and was stopped',
);
export const rateLimited = defineError('rate_limited', 'too_many_requests', 'Too many requests');
export const idempotencyKeyReused = defineError(
  'idempotency_key_reused',
  'unprocessable',
  'The idempotency key was used for another request',
);
export const requestInProgress = defineError(
  'request_in_progress',
  'conflict',
  'A request with this idempotency key is still running',
);
export const unavailable = defineError(
  'unavailable',
  'unavailable',
  'The service is not available right now',
);
export const deadlineExceeded = defineError('deadline_exceeded', 'unavailable', 'The request took too long');
export const tooManyWaiting = defineError(
  'too_many_waiting',
  'unavailable',
  'Too many requests wait for the database',
);
/** The one code that no one throws: what the filter answers for an unexpected failure. */
export const internalError = 'internal_error';
