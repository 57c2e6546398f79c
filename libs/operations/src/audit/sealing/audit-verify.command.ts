import { acrossOrganizations, isUuid } from '@keelson/kernel';
import { CommandError, defineCommand } from '@keelson/sql/ports';
import { pendingMigrations, withOpenedDatabase } from '@keelson/sql/ports';
import type { AuditReport } from './audit-faults.js';
import { AuditSettings } from './audit.settings.js';
import { headText, readHead } from './seal.js';
import { readSealKeys } from './seal-key.js';
import { verifyAuditLog } from './verification.js';

/** The log is not as it was sealed. */
const foundFaults = 3;
/** Faults that are printed; `--json` has more. */
const mostLines = 50;
/** Milliseconds between two lines of progress. */
const progressEveryMs = 5_000;

/** Compares the audit log with its seals. */
export const auditVerifyCommand = defineCommand({
  name: 'audit verify',
  summary: 'Checks the audit log against its seals, and prints its head.',
  options: {
    organization: 'check only the entries of this organization',
    expect: 'a head that an earlier run printed; it must still be part of the log',
  },
  async run(application, { organization, expect }) {
    const expected = expect === null ? null : readHead(expect);
    if (expect !== null && !expected)
      throw new CommandError(
        '--expect requires a head in the format that this command prints: 1234:<64 hexadecimal digits>.',
      );
    if (organization !== null && !isUuid(organization))
      throw new CommandError('--organization requires the id of an organization.');
    const { sealingKeys } = (await application.settings()).get(AuditSettings);
    const options = await application.database();
    if ((await pendingMigrations(options, application.registry)).length > 0)
      throw new CommandError('The database has pending migrations: run `keelson migrate` first.');
    let toldAt = performance.now();
    const progress = (entries: number, seals: number): void => {
      if (performance.now() - toldAt < progressEveryMs) return;
      toldAt = performance.now();
      application.progress(`${entries} entries in ${seals} seals checked …`);
    };
    const report = await withOpenedDatabase(options, application.registry, (database) =>
      acrossOrganizations('verifies the audit log', async () =>
        verifyAuditLog(database, {
          keys: await readSealKeys(database, sealingKeys),
          organizationId: organization?.toLowerCase() ?? null,
          expected,
          progress,
        }),
      ),
    );
    return {
      json: { ...report, head: report.head && headText(report.head) },
      lines: linesOf(report),
      exitCode: report.faults.length > 0 ? foundFaults : 0,
    };
  },
});

function linesOf({ faults, isCutOff, ...report }: AuditReport): string[] {
  const more = faults.length - mostLines;
  return [
    ...faults.slice(0, mostLines).map(({ kind, detail }) => `${kind}: ${detail}`),
    ...(more > 0 ? [`… and ${more}${isCutOff ? ' or more' : ''}; --json prints up to 1,000.`] : []),
    `Checked ${report.entries} entries in ${report.seals} seals: ${
      faults.length === 0 ? 'no faults' : isCutOff ? 'stopped after 1,000 faults' : `${faults.length} faults`
    }.`,
    ...(report.erased + report.removed > 0
      ? [`Erased with the key: values in ${report.erased} entries, and ${report.removed} whole entries.`]
      : []),
    ...(report.unsealed > 0 ? [`Not sealed yet: ${report.unsealed} entries.`] : []),
    ...(report.head ? [protection(report), `Head: ${headText(report.head)}`] : ['Nothing is sealed yet.']),
  ];
}

function protection({ head, trustedFrom }: Pick<AuditReport, 'head' | 'trustedFrom'>): string {
  if (!trustedFrom)
    return 'The key is stored in the database: anyone who can write to the database could have rewritten the log. Set AUDIT_SEALING_KEYS.';
  return trustedFrom.number === 1
    ? 'All seals were made with a configured key.'
    : `Since seal ${trustedFrom.number} of ${head?.number}, made ${trustedFrom.at.toISOString()}, seals have been made with a configured key; earlier seals were made with a key in the database.`;
}
