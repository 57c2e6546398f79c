/** What holds after every step of every sequence. */
export const sequenceRules: Readonly<Record<string, string>> = {
  'sequences/held': 'All invariants hold after each step of a sequence.',
  'sequences/server-error': 'No sequence of requests leads to a 5xx response.',
  'sequences/refused-but-written': 'A step whose requests are all refused changes no row.',
  'sequences/hidden-row-changed': 'No step changes a row that `visible` hides from all of its callers.',
  'sequences/version-stays': 'When what a view shows of a row changes, its version increases.',
  'sequences/dangling-reference': 'Every reference is the id of a row in the same organization.',
  'sequences/read-after-write': 'A read right after a write returns what the write returned.',
  'sequences/event-missing':
    'No way to a state is silent if a subscriber waits for the event of another way.',
  'sequences/endless-work': 'No job or subscriber sets itself going forever.',
  'sequences/race': 'Concurrent requests that all succeed leave rows as some order of them would.',
  'sequences/repeated-effect':
    'A job that met a fault and ran again leaves the rows of a job without a fault.',
  'sequences/at-most': 'No parent has more children than an `atMost` allows.',
  'sequences/counts': 'A field that `counts` children equals their number.',
  'sequences/sums': 'A field that `sums` children equals their sum.',
  'sequences/follows': 'A copied field equals the one that it `follows`.',
  'sequences/no-overlap': 'No two rows of a `noOverlap` overlap.',
  'sequences/at-most-one': 'No two rows share what an `atMostOne` names.',
  'sequences/not-by': 'The two fields of a `notBy` never name the same person.',
  'sequences/frozen': 'What is `frozen` in a state does not change in it.',
  'sequences/conserved': 'A `conserved` sum changes only by the listed operations.',
  'sequences/holds': 'The function of a `holds` returns true for every row.',
};
