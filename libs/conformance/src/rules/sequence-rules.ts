/** What holds after every step of every sequence. */
export const sequenceRules: Readonly<Record<string, string>> = {
  'sequences/held': 'All invariants hold after each step of a sequence.',
  'sequences/server-error': 'No sequence of requests leads to a 5xx response.',
  'sequences/refused-but-written': 'If every request in a step is rejected, no row changes.',
  'sequences/hidden-row-changed': 'No step changes a row that `visible` hides from every caller in the step.',
  'sequences/version-stays': 'The version of a row increases when a field in its view changes.',
  'sequences/dangling-reference': 'Every reference is the id of an existing row in the same organization.',
  'sequences/read-after-write': 'A read right after a write returns the same values as the write.',
  'sequences/event-missing':
    'If one way to reach a state emits an event that has a subscriber, all other ways emit it too.',
  'sequences/endless-work': 'No job or subscriber triggers itself endlessly.',
  'sequences/race':
    'Successful concurrent requests leave the same rows as if they had run one after another.',
  'sequences/repeated-effect':
    'A job that is retried after a fault leaves the same rows as a job without a fault.',
  'sequences/at-most': 'No parent has more children than its `atMost` invariant allows.',
  'sequences/counts': 'A `counts` field equals the number of children.',
  'sequences/sums': 'A `sums` field equals the sum over the children.',
  'sequences/follows': 'A `follows` field equals the field that it copies.',
  'sequences/no-overlap': 'No two rows of a `noOverlap` invariant overlap.',
  'sequences/at-most-one': 'No two rows have equal values in the fields of an `atMostOne` invariant.',
  'sequences/not-by': 'The two fields of a `notBy` invariant never name the same person.',
  'sequences/frozen': 'A `frozen` field does not change while the row is in one of the listed states.',
  'sequences/conserved': 'A `conserved` sum changes only through the listed operations.',
  'sequences/holds': 'The function of a `holds` invariant returns true for every row.',
};
