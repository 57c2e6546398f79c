import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import type { Answer, Inquiry, SentStatement, Subject } from '../../subject.js';
import { tablesOfOrganizations } from '../../world/columns.js';
import { evidenceOf } from '../contract/requests.js';

/** The names of tables of organizations. */
type Tables = Pick<ReadonlySet<string>, 'has'>;

type Judging = Pick<Judged, 'registry'> & { readonly subject: Pick<Subject, 'application'> };

/** What is wrong with it, for every finding of this rule. */
export const untied = {
  rule: 'gateway/join-across-organizations',
  mend: 'Join the tables on organization_id too: JOIN … ON b.organization_id = a.organization_id AND …. Inside acrossOrganizations(…), the gateway does not check statements.',
  says: ([one, other]: readonly [string, string]) =>
    `joins "${one}" and "${other}" by values that rows of two organizations may share, such as a number or a name, so rows of different organizations are combined.`,
} as const;

/** Finds two tables of organizations that one statement, in somebody's own words, joins by less than a row's id or the organization. */
export function untiedJoins({
  registry,
  subject,
}: Judging): (
  statements: readonly SentStatement[],
) => { tables: readonly [string, string]; statement: SentStatement } | null {
  const tenants = tablesOfOrganizations(subject.application, registry);
  return (statements) => {
    for (const statement of statements) {
      if (statement.composed) continue;
      const tables = untiedIn(statement.text, tenants);
      if (tables) return { tables, statement };
    }
    return null;
  };
}

/** Tells of each request of the run that sends one. */
export function joinJudge(
  judging: Judging,
  proceedings: Proceedings,
): (operation: Operation, inquiry: Inquiry, answer: Answer) => void {
  const find = untiedJoins(judging);
  return ({ title, place }, inquiry, answer) => {
    const found = find(answer.statements);
    if (found)
      proceedings.found({
        rule: untied.rule,
        operation: title,
        place,
        message: `${title} ${untied.says(found.tables)}`,
        mend: untied.mend,
        evidence: evidenceOf(inquiry, answer, `The statement: ${found.statement.text}`),
      });
  };
}

const source =
  /\b(?:from|join|update|into|using)\s+["`]?(\w+)["`]?(?:\s+(?:as\s+)?["`]?(?!(?:on|using|set|where|join|inner|left|right|cross|order|group|limit|for|force|values|union|natural|straight_join|lateral|full)\b)(\w+)["`]?)?|,\s*["`]?(\w+)["`]?\s+(?:as\s+)?(\w+)\b/gi;
const equation = /(\w+)["`]?\.["`]?(\w+)["`]?\s*=\s*(?:["`]?(\w+)["`]?\.["`]?(\w+)["`]?|\?|\$\d+|')/g;

/**
 * The first two tables of organizations that nothing ties: neither `a.organization_id = b.organization_id`, nor the id of
 * a row on one side, which no two organizations share, nor both bound to a value. What a WITH names is not followed.
 */
export function untiedIn(text: string, tenants: Tables): readonly [string, string] | null {
  if (/^\s*with\b/i.test(text) || /\busing\s*\(\s*["`]?organization_id/i.test(text)) return null;
  for (const part of text.split(/\bunion\b/i)) {
    const aliases = sourcesOf(part, tenants);
    if (aliases.size < 2) continue;
    const [first, ...others] = aliases.keys();
    const reached = tiedTo(String(first), part);
    const untiedAlias = others.find((alias) => !reached.has(alias));
    if (first !== undefined && untiedAlias !== undefined)
      return [aliases.get(first) ?? '', aliases.get(untiedAlias) ?? ''];
  }
  return null;
}

/** The names by which a statement calls tables of organizations, with the tables. */
function sourcesOf(text: string, tenants: Tables): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, table, alias, listed, listedAlias] of text.matchAll(source)) {
    const name = (table ?? listed ?? '').toLowerCase();
    if (tenants.has(name)) found.set((alias ?? listedAlias ?? name).toLowerCase(), name);
  }
  return found;
}

/** Everything that hangs together with a name; what is bound to values hangs together by the organization. */
function tiedTo(start: string, text: string): ReadonlySet<string> {
  const bound = ' bound';
  const ties = [...text.matchAll(equation)].flatMap(([, one = '', column = '', other, otherColumn = '']) => {
    const [a, b] = [one.toLowerCase(), other?.toLowerCase() ?? bound];
    const columns = other === undefined ? [column] : [column, otherColumn];
    const isTie =
      columns.every((name) => name.toLowerCase() === 'organization_id') ||
      (other !== undefined && columns.some((name) => name.toLowerCase() === 'id'));
    return isTie ? [[a, b] as const] : [];
  });
  const reached = new Set([start]);
  for (let before = 0; before !== reached.size;) {
    before = reached.size;
    for (const [a, b] of ties) if (reached.has(a) || reached.has(b)) reached.add(a).add(b);
  }
  return reached;
}
