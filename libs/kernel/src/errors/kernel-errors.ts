import { defineError } from './domain-error.js';

export const validationFailed = defineError('validation_failed', 'invalid', 'Invalid request');
export const malformedBody = defineError('malformed_body', 'invalid', 'The request body could not be parsed');
export const unauthenticated = defineError('unauthenticated', 'unauthenticated', 'Authentication required');
export const forbidden = defineError('forbidden', 'forbidden', 'Permission denied');
/** The permission is one that an account has only once its email address is proven. */
export const unprovenAddress = defineError(
  'identity.unproven',
  'forbidden',
  'Your email address is not verified',
);
export const organizationSuspended = defineError(
  'organizations.suspended',
  'forbidden',
  'The organization is not active',
);
export const notFound = defineError('not_found', 'not_found', 'Not found, or you have no access');
export const wrongState = defineError('wrong_state', 'conflict', 'Not allowed in the current state');
export const alreadyExists = defineError('already_exists', 'conflict', 'This value is already in use');
export const versionMismatch = defineError(
  'version_mismatch',
  'precondition_failed',
  'The row has changed since you read it',
);
export const bodyTooLarge = defineError('body_too_large', 'too_large', 'The request body is too large');
export const unsupportedMediaType = defineError(
  'unsupported_media_type',
  'unsupported_media_type',
  'Unsupported media type',
);
export const referenceNotFound = defineError(
  'reference_not_found',
  'unprocessable',
  'A referenced row was not found',
);
export const queryTooSlow = defineError('query_too_slow', 'unprocessable', 'The query timed out');
export const rateLimited = defineError('rate_limited', 'too_many_requests', 'Too many requests');
export const idempotencyKeyReused = defineError(
  'idempotency_key_reused',
  'unprocessable',
  'The idempotency key was used for a different request',
);
export const requestInProgress = defineError(
  'request_in_progress',
  'conflict',
  'A request with this idempotency key is still in progress',
);
export const unavailable = defineError('unavailable', 'unavailable', 'Service unavailable');
export const deadlineExceeded = defineError('deadline_exceeded', 'unavailable', 'Request took too long');
export const tooManyWaiting = defineError('too_many_waiting', 'unavailable', 'Too many requests waiting');
/** The one code that no one throws: what the filter answers for an unexpected failure. */
export const internalError = 'internal_error';
