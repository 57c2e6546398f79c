import type { Proceedings } from '../../check.js';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry } from '../../subject.js';
import { evidenceOf } from '../contract/requests.js';

/** Tells of each request of the run for which the gate had to refuse a statement: it would have left its organization. */
export function refusalJudge(
  proceedings: Proceedings,
): (operation: Operation, inquiry: Inquiry, answer: Answer) => void {
  return ({ title, place }, inquiry, answer) => {
    const [reason] = answer.refusals ?? [];
    if (reason === undefined) return;
    const isProtected = reason.includes(' may write ');
    proceedings.found({
      rule: 'gateway/statement-refused',
      operation: title,
      place,
      message: `${title} sent a statement that ${isProtected ? 'only the platform may send' : 'is not limited to its organization'}. ${reason}`,
      mend: isProtected
        ? 'Do not access this table directly. To add to the audit log, use AuditLog.'
        : 'Bind organization_id = currentOrganizationId() for each tenant table with AND, or use the store.',
      evidence: evidenceOf(inquiry, answer),
    });
  };
}
