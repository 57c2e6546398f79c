import { invariantsIn, type Excused } from '@keelson/platform';
import type { Judged } from '../judged.js';

/** Whether a feature has declared, with a reason, that something of this name is not to be reported for a rule. */
export function isExcused(
  { registry }: Pick<Judged, 'registry'>,
  rule: Excused['rule'],
  name: string | undefined,
): boolean {
  return invariantsIn(registry).some(
    ({ value }) => value.kind === 'excused' && value.rule === rule && value.name === name,
  );
}
