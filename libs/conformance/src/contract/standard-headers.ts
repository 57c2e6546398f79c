/** Headers that HTTP and the platform give their meaning, whatever an operation needs; by their names in lower case. */
export const standardHeader =
  /^(accept|authorization|content|cookie|idempotency-key$|if-|last-event-id$|prefer$|trace)/;
