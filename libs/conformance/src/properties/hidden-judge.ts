import type { Proceedings } from '../check.js';
import type { Judged } from '../judged.js';
import { evidenceOf, resourceOf } from '../checks/contract/requests.js';
import type { ExchangeJudge } from './exchange.js';
import { HiddenWords, type HiddenWord } from './hidden-words.js';
import type { KnownPeople } from './known-people.js';

export const hiddenMend =
  'Read through the store as the caller: the store applies "visible", but asOrganization() and SQL do not. Do not include data that the caller may not read in messages, counts or results.';

/**
 * Tells of each answer of the run, of a refusal too, that shows someone a word of a row that `visible` hides from them.
 */
export function hiddenJudge(
  judging: Pick<Judged, 'registry' | 'subject'>,
  people: KnownPeople,
  proceedings: Proceedings,
): ExchangeJudge {
  const words = new HiddenWords(judging);
  return async (operation, inquiry, answer) => {
    const { person } = inquiry;
    const permissions = person ? people.permissionsOf(person) : null;
    if (!person || !permissions) return;
    const sent = `${decoded(inquiry.url)} ${JSON.stringify(inquiry.body) ?? ''}`;
    const hidden = await words.in(
      answer.text,
      person,
      permissions,
      sent,
      resourceOf(judging.registry, operation),
    );
    if (!hidden) return;
    proceedings.found({
      rule: 'properties/hidden-row-told',
      operation: operation.title,
      place: operation.place,
      message: `${operation.title} returns ${answer.status} with a word from a ${hidden.resource.name} that "visible" hides from ${person.title}.`,
      mend: hiddenMend,
      evidence: { ...evidenceOf(inquiry, answer), ...rowsOf(hidden) },
    });
  };
}

export function rowsOf({ row, mark }: HiddenWord) {
  return { rows: { actual: row, expected: null }, notes: [`The word "${mark}" comes from the row below.`] };
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
