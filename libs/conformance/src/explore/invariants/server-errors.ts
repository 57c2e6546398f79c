import type { Place } from '../../finding.js';
import type { Invariant } from '../invariant.js';

/** No answer is a server error, but for those that the operation documents: busy, behind, in maintenance. */
export function noServerErrors(place: Place): Invariant {
  return {
    name: 'server-error',
    place,
    check: async ({ last }) =>
      last.exchanges.flatMap(({ operation, inquiry, answer }) => {
        const isDocumented =
          answer.status > 500 && String(answer.status) in (operation.document?.responses ?? {});
        if (answer.status < 500 || isDocumented) return [];
        return [
          {
            operation,
            message: `${inquiry.method} ${operation.path} returns ${answer.status} after these steps.`,
            fix: 'Define the expected errors with defineError and throw those. For an unexpected error, search the log for the request id in the response.',
            rows: [],
          },
        ];
      }),
  };
}
