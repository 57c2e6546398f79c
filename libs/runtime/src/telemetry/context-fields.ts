import { maybeContext } from '@keelson/kernel';

/** What every log line of a request or job bears, for the option of {@link createLogger}. */
export function contextFields(): Record<string, unknown> {
  const context = maybeContext();
  if (!context) return {};
  return {
    // What the process does of its own accord belongs to no request.
    ...(context.requestId !== 'system' && { requestId: context.requestId }),
    ...(context.operation && { operation: context.operation }),
  };
}
