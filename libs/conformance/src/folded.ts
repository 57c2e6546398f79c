import type { Finding } from './finding.js';

/** Rules about invariants that a feature has declared: what they say of a race is said in the feature's own words. */
const declared = [
  'at-most',
  'at-most-one',
  'no-overlap',
  'counts',
  'sums',
  'follows',
  'not-by',
  'conserved',
  'holds',
].map((name) => `sequences/${name}`);

const races = ['semantics/lost-update', 'semantics/last-row-removed', 'sequences/race'];

/** Rules that tell of one cause when they tell of one operation; the first of each says it best. */
const families: readonly (readonly string[])[] = [
  ['properties/mixed-write', 'access/mixed-answers', 'properties/echo'],
  [
    'properties/echo',
    'semantics/merge-patch-lost',
    'semantics/merge-patch-null',
    'semantics/stale-answer',
    'properties/remembered-read',
    'sequences/read-after-write',
  ],
  [
    'access/hidden-row-listed',
    'access/hidden-row-read',
    'access/hidden-row',
    'access/row-read-without-permission',
    'sequences/hidden-row-changed',
    'properties/hidden-row-told',
    'access/hidden-row-counted',
    'properties/hidden-row-counted',
  ],
  [
    'access/foreign-row-shown',
    'access/foreign-row-changed',
    'access/foreign-row',
    'access/foreign-row-told',
    'access/foreign-row-statements',
    'access/foreign-row-counted',
    'gateway/statement-refused',
  ],
  [
    'access/undeclared-reference',
    'access/foreign-reference',
    'access/foreign-reference-told',
    'properties/hidden-id-accepted',
    'semantics/import-foreign-reference',
    'sequences/dangling-reference',
  ],
  ['access/refused-write', 'semantics/refused-write-kept', 'sequences/refused-but-written'],
  ['properties/event-missing', 'sequences/event-missing'],
  ...declared.map((rule) => [rule, ...races]),
  races,
  [
    'semantics/unrecorded-write',
    'semantics/audit-missing',
    'semantics/event-missing',
    'semantics/version-unchanged',
    'sequences/version-stays',
  ],
  [
    'budgets/statements-per-child',
    'budgets/statements-per-element',
    'budgets/statements-per-row',
    'budgets/statements-grow',
  ],
  ['budgets/full-scan', 'budgets/aggregate', 'budgets/examined', 'budgets/no-answer'],
  [
    'semantics/page-lost-rows',
    'semantics/page-repeated-rows',
    'semantics/page-order',
    'properties/page-walk',
  ],
];

/** The same for rules about a job or subscriber, which are told of its class, whatever operation has led to it. */
const ofWork: readonly string[] = [
  'semantics/repeats-outside',
  'properties/half-done',
  'sequences/repeated-effect',
];

/**
 * One cause is one finding: what several rules tell of one operation at one place for one cause becomes the finding of the
 * rule that says it best, with the others in its `also`. Several findings of one rule stay: they tell of different members.
 */
export function folded(findings: readonly Finding[]): Finding[] {
  const left = [...findings];
  const heads = new Map<Finding, Finding[]>();
  for (const family of [null, ofWork, ...families])
    for (const alike of byCause(left, family)) {
      if (new Set(alike.map(({ rule }) => rule)).size < 2) continue;
      const [head] = alike.toSorted((one, other) => rankOf(one, family) - rankOf(other, family));
      if (!head) continue;
      const others = alike.filter(({ rule }) => rule !== head.rule);
      heads.set(head, [
        ...(heads.get(head) ?? []),
        ...others.flatMap((one) => [one, ...(heads.get(one) ?? [])]),
      ]);
      for (const one of others) left.splice(left.indexOf(one), 1);
    }
  return left.map((one) => {
    const others = heads.get(one);
    return others ? { ...one, also: others.map(({ rule, message }) => ({ rule, message })) } : one;
  });
}

function byCause(findings: readonly Finding[], family: readonly string[] | null): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const one of findings) {
    const key = causeKey(one, family);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/** Null where the finding is none of the family. */
function causeKey(
  { rule, operation, place, evidence }: Finding,
  family: readonly string[] | null,
): string | null {
  const where = `${place.file ?? place.module}:${place.line ?? ''}`;
  if (family === ofWork) return family.includes(rule) && place.line !== undefined ? where : null;
  if (operation === null) return null;
  const status = evidence.answer?.status ?? 0;
  // Whatever a rule expected of an answer, the error in the server's code is what is to be mended.
  const isOf = family ? family.includes(rule) : status >= 500 && status !== 503;
  return isOf ? `${operation} ${where}` : null;
}

function rankOf({ rule }: Finding, family: readonly string[] | null): number {
  return family ? family.indexOf(rule) : Number(rule !== 'contract/server-error');
}
