import { acrossOrganizations, isUuid } from '@keelson/kernel';
import { CommandError, defineCommand } from '../command-line/ports.js';
import { pendingMigrations, withOpenedDatabase } from '../persistence/ports.js';
import { checkRows, type StoredViolation } from './check-rows.js';
import { invariantsIn } from './invariants-point.js';

/** Some rows break what is declared of them. */
const foundViolations = 3;

/** Compares the rows that there are with what features declare of them. It only reads. */
export const checkCommand = defineCommand({
  name: 'check',
  summary: 'Checks the rows against the declared invariants, and prints those that violate one.',
  options: { organization: 'check only the rows of this organization' },
  async run(application, { organization }) {
    if (organization !== null && !isUuid(organization))
      throw new CommandError('--organization requires the id of an organization.');
    const options = await application.database();
    if ((await pendingMigrations(options, application.registry)).length > 0)
      throw new CommandError('The database has pending migrations: run `keelson migrate` first.');
    const declared = invariantsIn(application.registry).map(({ value }) => value);
    const { violations, checked, organizations } = await withOpenedDatabase(
      options,
      application.registry,
      (database) =>
        acrossOrganizations('checks the declared invariants', () =>
          checkRows(database, declared, organization?.toLowerCase() ?? null),
        ),
    );
    return {
      json: { violations, checked, organizations },
      lines: [
        ...violations.map(lineOf),
        `Checked ${checked} of ${declared.filter(({ kind }) => kind !== 'touches' && kind !== 'excused').length} invariants in ${organizations} organizations: ${violations.length === 0 ? 'all hold' : `${violations.length} violations`}.`,
        ...(violations.length === 0
          ? []
          : ['At most 20 violations are listed for each invariant and organization.']),
      ],
      exitCode: violations.length > 0 ? foundViolations : 0,
    };
  },
});

function lineOf({ invariant, organizationId, id, actual, expected }: StoredViolation): string {
  const values = expected === null ? '' : `: ${actual}, expected ${expected}`;
  return `organization ${organizationId}, row ${id}${values} (${invariant})`;
}
