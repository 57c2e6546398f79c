import { faultMark } from '../../contract/witness.js';
import { judgeNothingLeft } from './refusals.js';
import type { Trials } from './trial.js';

/** The last writes of an operation, which are made to fail: what was done before must be undone. */
const broken = ['audit_entries', 'outbox_events'] as const;

let made = 0;

/**
 * An operation that fails at its end leaves nothing behind. A trigger fails the insert of the audit entry, or of the event,
 * of those requests whose ids bear a mark.
 */
export async function judgeRollbacks(trials: Trials): Promise<void> {
  const { subject } = trials.asking.judged;
  // Nobody else writes here, so that rows can be counted.
  const person = await subject.openOrganization();
  for (const table of broken) await breakInserts(trials, table);
  try {
    for (const operation of trials.writes)
      for (const table of broken) {
        const trial = await trials.prepare(operation, person);
        if (!trial) continue;
        const { resource } = trial;
        const inquiry = {
          ...trial.inquiry,
          headers: { ...trial.inquiry.headers, 'x-request-id': `${faultMark}${table}-${(made += 1)}` },
        };
        const before = trial.id ? await trials.ledger.row(resource, trial.id) : null;
        const isCounted = trial.id === null && resource.tenancy === 'organization';
        const rows = isCounted ? await trials.ledger.count(resource, person.organizationId) : 0;
        const answer = await trials.asking.send(inquiry);
        // What records nothing is found by its records.
        if (answer.status < 400) continue;
        await judgeNothingLeft(trials, trial, inquiry, answer, 'rolled-back', before);
        if (isCounted && (await trials.ledger.count(resource, person.organizationId)) !== rows)
          trials.found(
            trial,
            'rolled-back-write-kept',
            `${operation.title} returns ${answer.status}, but it still wrote a row.`,
            'Write only inside the operation: its transaction is rolled back if the request fails.',
            inquiry,
            answer,
          );
      }
  } finally {
    for (const table of broken) await mendInserts(trials, table);
  }
}

async function breakInserts({ asking }: Trials, table: string): Promise<void> {
  const { subject } = asking.judged;
  const pattern = `${faultMark}${table}-%`;
  if (subject.engine === 'mysql') {
    await subject.sql(
      `CREATE TRIGGER conformance_${table} BEFORE INSERT ON ${table} FOR EACH ROW IF NEW.request_id LIKE '${pattern}' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'broken by the conformance kit'; END IF`,
    );
    return;
  }
  await subject.sql(
    `CREATE FUNCTION conformance_${table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.request_id LIKE '${pattern}' THEN RAISE EXCEPTION 'broken by the conformance kit'; END IF; RETURN NEW; END $$`,
  );
  await subject.sql(
    `CREATE TRIGGER conformance_${table} BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION conformance_${table}()`,
  );
}

async function mendInserts({ asking }: Trials, table: string): Promise<void> {
  const { subject } = asking.judged;
  if (subject.engine === 'mysql') await subject.sql(`DROP TRIGGER conformance_${table}`);
  else await subject.sql(`DROP FUNCTION conformance_${table}() CASCADE`);
}
