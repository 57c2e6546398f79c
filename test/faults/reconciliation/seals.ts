import { leavesOf } from '../../../libs/operations/src/audit/sealing/seal.js';
import type { Findings } from '../findings.js';
import type { Books } from './books.js';

/** Every audit entry is in one seal, the one that it names, and the seals follow each other without a gap. */
export function reconcileSeals({ entries, seals }: Books, findings: Findings): void {
  const held = new Map<string, number[]>();
  seals.forEach((seal, index) => {
    if (seal.number !== index + 1) findings.add('lost', 'seal', `${index + 1}`);
    if (index > 0 && seal.previous !== seals[index - 1]?.hash)
      findings.add('disordered', 'seal', String(seal.number));
    for (const { entryId } of leavesOf(seal) ?? [])
      held.set(entryId, [...(held.get(entryId) ?? []), seal.number]);
  });
  for (const [id, seal] of entries) {
    const [first, ...more] = held.get(id) ?? [];
    if (first === undefined) findings.add('stuck', 'audit entry without a seal', id);
    else if (more.length > 0) findings.add('doubled', 'audit entry in a seal', id);
    else if (first !== seal) findings.add('disordered', 'audit entry', `${id} is in ${first}, not ${seal}`);
  }
  for (const id of held.keys()) if (!entries.has(id)) findings.add('lost', 'sealed audit entry', id);
}
