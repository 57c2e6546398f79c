import { describe, expect, it } from 'vitest';
import { untiedIn } from './joins.js';

const tenants = new Set(['debtors', 'receivables', 'notes']);

describe('Two tables of organizations are tied', () => {
  it.each([
    'SELECT r.id FROM receivables r JOIN debtors d ON d.number = r.debtor_number AND d.organization_id = r.organization_id',
    'SELECT r.id FROM receivables AS r INNER JOIN debtors AS d ON d.id = r.debtor_id',
    'SELECT r.id FROM "receivables" "r" LEFT JOIN "debtors" "d" ON "d"."id" = "r"."debtor_id"',
    'SELECT r.id FROM receivables r, debtors d WHERE r.organization_id = d.organization_id AND r.debtor_number = d.number',
    'SELECT r.id FROM receivables r JOIN debtors d ON d.number = r.debtor_number WHERE r.organization_id = ? AND d.organization_id = ?',
    'SELECT r.id FROM receivables r JOIN debtors d USING (organization_id, number)',
    'SELECT id FROM receivables WHERE organization_id = $1 UNION SELECT id FROM debtors WHERE organization_id = $1',
    'SELECT id FROM receivables r WHERE EXISTS (SELECT 1 FROM debtors d WHERE d.id = r.debtor_id)',
    'SELECT n.id FROM notes n JOIN receivables r ON r.id = n.receivable_id JOIN debtors d ON d.organization_id = r.organization_id',
    'SELECT r.id FROM receivables r JOIN users u ON u.email = r.email',
    'UPDATE receivables SET status = ? WHERE due_at < ?',
  ])('%s', (text) => {
    expect(untiedIn(text, tenants)).toBeNull();
  });
});

describe('Two tables of organizations are not tied', () => {
  it.each([
    'SELECT r.id FROM receivables r JOIN debtors d ON d.number = r.debtor_number',
    'SELECT r.id FROM receivables r JOIN debtors d ON number = debtor_number WHERE r.due_at < ?',
    'SELECT receivables.id FROM receivables, debtors d WHERE d.number = receivables.debtor_number',
    'SELECT r.id FROM receivables r JOIN debtors d ON d.number = r.debtor_number WHERE r.organization_id = ?',
    'SELECT id FROM receivables r WHERE EXISTS (SELECT 1 FROM debtors d WHERE d.number = r.debtor_number)',
    'UPDATE receivables r JOIN debtors d ON d.number = r.debtor_number SET r.status = ?',
  ])('%s', (text) => {
    expect(untiedIn(text, tenants)).toEqual(['receivables', 'debtors']);
  });
});
