import type { FieldKind } from '@keelson/kernel';

/**
 * Whether a value tells that a piece of work was done twice: it builds upon what the first time has left. What is made anew
 * takes the place of what was there (a moment, a token, the answer of another system), and does no harm.
 * @param hasFailed the second time: whoever counts failures has one more by then
 */
export function isAddedAgain(kind: FieldKind, before: unknown, after: unknown, hasFailed: boolean): boolean {
  switch (kind) {
    case 'integer':
    case 'amount': {
      const step = Number(after) - Number(before);
      return step !== 0 && !(hasFailed && step === 1);
    }
    case 'flag':
    case 'state':
      return before !== after;
    case 'text':
      return before !== after && Boolean(before) && String(after).includes(String(before));
    case 'list':
      return elementsOf(after) > elementsOf(before);
    default:
      return false;
  }
}

/** MariaDB hands JSON out as text. */
function elementsOf(value: unknown): number {
  const list: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  return Array.isArray(list) ? list.length : 0;
}
