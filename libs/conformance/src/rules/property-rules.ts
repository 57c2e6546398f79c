/** What holds for every correct module. */
export const propertyRules: Readonly<Record<string, string>> = {
  'properties/echo': 'An accepted create or patch returns and stores what its own body has sent.',
  'properties/mixed-write':
    'No value of one request comes out of another that is under way at the same time.',
  'properties/hidden-id-accepted':
    'An id that does not exist for the caller is refused in each place of a body that takes an id.',
  'properties/page-walk': 'A custom route with pages shows each row once, also among rows that are alike.',
  'properties/own-parent':
    'No row comes to refer to itself, nor two to each other where one is above the other.',
  'properties/remembered-read': 'A read shows what another process has written.',
  'properties/hidden-row-told':
    'No response, refusal or job result shows a word of a row that `visible` hides from its reader.',
  'properties/hidden-row-counted': 'No response changes with rows that `visible` hides from its reader.',
  'properties/event-missing':
    'Each action that leads from one state to another emits what a subscriber waits for.',
  'properties/import-accepts': 'An import refuses what a create request refuses.',
  'properties/effect-repeated':
    'When an outgoing call fails after it has arrived, the next attempt repeats it under the same id.',
  'properties/effect-lost': 'Work whose outgoing call has failed does not end as if it had succeeded.',
  'properties/half-done':
    'After a failed outgoing call and another attempt, the rows are as after a run without a failure.',
};
