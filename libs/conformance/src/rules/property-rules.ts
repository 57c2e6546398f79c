/** What holds for every correct module. */
export const propertyRules: Readonly<Record<string, string>> = {
  'properties/echo': 'A successful create or patch stores and returns the values in its request body.',
  'properties/mixed-write': 'Values do not leak between concurrent requests.',
  'properties/hidden-id-accepted':
    'Every body field that accepts an id rejects the ids of rows that the caller cannot see.',
  'properties/page-walk':
    'A custom route with pagination returns each row exactly once, even if rows have equal values.',
  'properties/own-parent':
    "If a reference points to a parent, no request can make a row its own parent or make two rows each other's parents.",
  'properties/remembered-read': 'A read returns the latest values, even if another process wrote them.',
  'properties/hidden-row-told':
    'No response, error or job result contains a word from a row that `visible` hides from its recipient.',
  'properties/hidden-row-counted':
    'A response does not change when another user writes rows that `visible` hides from its recipient.',
  'properties/event-missing':
    'If two actions make the same state transition, a subscriber receives an event for both or for neither.',
  'properties/import-accepts': 'An import rejects every line that a create request would reject.',
  'properties/effect-repeated':
    'If an outgoing call fails after it was received, the retry repeats it with the same id.',
  'properties/effect-lost': 'A job or subscriber does not succeed if one of its outgoing calls failed.',
  'properties/half-done':
    'If an outgoing call fails, the retry leaves the same rows as a run without failures.',
};
