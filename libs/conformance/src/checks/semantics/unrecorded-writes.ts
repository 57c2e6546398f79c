import type { ConcreteType } from '@keelson/kernel';
import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import type { Answer, Inquiry, SentStatement } from '../../subject.js';
import { tablesOfOrganizations } from '../../world/columns.js';
import { evidenceOf } from '../contract/requests.js';
import { records } from './ledger.js';

/** Where rows are kept, and which of them are accounted for. */
export type Judging = Pick<Judged, 'registry'> & { readonly subject: Pick<Judged['subject'], 'application'> };

/** The platform keeps what becomes of a job itself, by statements of its own. */
const jobs = 'jobs';

/** What is wrong with it, for every finding of this rule. */
export const unrecorded = {
  mend: "Find or lock the rows through the entity's store and save() them. If a table needs no audit entries, declare it with recorded: false.",
  says: (table: string) =>
    `writes to "${table}" without using its store. No audit entry or event is recorded, and the version does not change, so a stale ETag still matches.`,
} as const;

/** The tables of recorded entities of organizations. */
export function recordedTables({ registry, subject }: Judging): ReadonlyMap<string, ConcreteType> {
  return new Map(
    [...tablesOfOrganizations(subject.application, registry)]
      .filter(([table, declared]) => declared.recorded !== false && table !== jobs && !records.has(table))
      .map(([table, { entity }]) => [table, entity]),
  );
}

/** Finds a statement that writes rows of a recorded entity of organizations, and that no store has composed. */
export function unrecordedWrites(
  judging: Judging,
): (statements: readonly SentStatement[]) => { table: string; statement: SentStatement } | null {
  const recorded = recordedTables(judging);
  return (statements) => {
    for (const statement of statements) {
      if (statement.composed) continue;
      const table = targetsOf(statement.text).find((target) => recorded.has(target));
      if (table !== undefined) return { table, statement };
    }
    return null;
  };
}

/** Tells of each request of the run that writes past the store. */
export function unrecordedJudge(
  judging: Judging,
  proceedings: Proceedings,
): (operation: Operation, inquiry: Inquiry, answer: Answer) => void {
  const find = unrecordedWrites(judging);
  return ({ title, place }, inquiry, answer) => {
    const found = find(answer.statements);
    if (found)
      proceedings.found({
        rule: 'semantics/unrecorded-write',
        operation: title,
        place,
        message: `${title} ${unrecorded.says(found.table)}`,
        mend: unrecorded.mend,
        evidence: evidenceOf(inquiry, answer, `The statement: ${found.statement.text}`),
      });
  };
}

/** The tables that a statement writes, in its parts too. */
export function targetsOf(text: string): string[] {
  const writes = /\b(?:insert\s+(?:ignore\s+)?into|update|delete\s+from|replace\s+into)\s+["`]?(\w+)/gi;
  return [...text.matchAll(writes)].flatMap(([, table]) => table?.toLowerCase() ?? []);
}
