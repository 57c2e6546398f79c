import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import type { Answer, Inquiry, Subject } from '../../subject.js';
import { tablesOfOrganizations } from '../../world/columns.js';
import { shown } from './asking.js';

type Judging = Pick<Judged, 'registry'> & { readonly subject: Pick<Subject, 'application'> };

/**
 * Tells of each request of the run, made by somebody of one organization, that changes rows of organizations without
 * binding theirs. Every request, since such work may find something to do only once.
 */
export function beyondOrganizationJudge(
  { registry, subject }: Judging,
  proceedings: Proceedings,
): (operation: Operation, inquiry: Inquiry, answer: Answer) => void {
  const names = [...tablesOfOrganizations(subject.application, registry).keys()];
  const tables = new RegExp(`\\b(${names.join('|')})\\b`, 'i');
  return ({ title, place, rule }, inquiry, answer) => {
    const { person } = inquiry;
    if (!person || rule?.kind !== 'permission') return;
    const changes = answer.statements.filter(
      ({ text }) => /^\s*(update|delete)\b/i.test(text) && tables.test(text),
    );
    const beyond = changes.find(({ values }) => !values.includes(person.organizationId));
    if (changes.length > 0 && !beyond) proceedings.held('access/beyond-organization', title);
    if (!beyond) return;
    proceedings.found({
      rule: 'access/beyond-organization',
      operation: title,
      place,
      message: `${title} changes rows of all organizations, but users of any organization can call it.`,
      mend: 'Bind the organization in every write. If the operation should affect all organizations, restrict it to operators: use @AllowOperator with a permission declared with operator: true.',
      evidence: shown(inquiry, answer, `The statement: ${beyond.text}`),
    });
  };
}
