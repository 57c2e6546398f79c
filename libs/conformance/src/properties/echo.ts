import { fieldsOf, type FieldSpec } from '@keelson/kernel';
import type { Proceedings } from '../check.js';
import type { Judged, Operation } from '../judged.js';
import type { Answer, Inquiry } from '../subject.js';
import { StoredRows } from '../world/stored-rows.js';
import { evidenceOf } from '../checks/contract/requests.js';
import { echoes } from './echoed.js';
import { isOfOrganizations, membersOf, rowWritten, type ExchangeJudge, type Members } from './exchange.js';

const mend =
  'Keep request data in local variables and arguments. Write every field of the @Input() to the row, including 0, false and the empty string (use ?? instead of ||). Reject an invalid value instead of changing it.';

/** Where a value that was sent has not come out. */
interface Lost {
  readonly field: FieldSpec;
  readonly sent: unknown;
  readonly shown: unknown;
  readonly where: 'returns' | 'stores';
}

/**
 * What a create or a merge patch has sent stands in its answer and in the stored row: tells of each exchange of the run in
 * which it does not.
 */
export function echoJudge(
  { registry, subject }: Pick<Judged, 'registry' | 'subject'>,
  proceedings: Proceedings,
): ExchangeJudge {
  const rows = new StoredRows(subject);
  return async (operation, inquiry, answer) => {
    const fields = sentFields(operation, inquiry, answer);
    const json = membersOf(answer.json);
    if (fields.length === 0 || !json) return;
    const body = inquiry.body as Members;
    const stored = await storedRow(operation, inquiry, answer);
    const lost =
      fields.map((field) => lostIn(field, body, json, 'returns')).find((one) => one !== null) ??
      fields.map((field) => lostIn(field, body, stored, 'stores')).find((one) => one !== null);
    if (!lost) return proceedings.held('properties/echo', operation.title);
    proceedings.found(findingOf(operation, inquiry, answer, lost));
  };

  async function storedRow(operation: Operation, inquiry: Inquiry, answer: Answer): Promise<Members | null> {
    const { resource } = operation;
    const id = rowWritten(operation, inquiry, answer);
    if (!isOfOrganizations(resource) || !inquiry.person || id === null) return null;
    if (registry.resourceFor(resource.entity) === undefined) return null;
    const row = await rows.read(inquiry.person, resource.entity, id);
    const members = row ? (JSON.parse(JSON.stringify(row)) as Members) : null;
    // Another request has written it since.
    return members && members['version'] === membersOf(answer.json)?.['version'] ? members : null;
  }
}

/** The fields of the row that the request names and that it may set. */
function sentFields(
  { meta, resource, input }: Operation,
  { body }: Inquiry,
  { status }: Answer,
): FieldSpec[] {
  const sent = membersOf(body);
  const isAccepted =
    (meta?.verb === 'create' && status === 201) || (meta?.verb === 'update' && status === 200);
  if (!isAccepted || !resource || !input || !sent) return [];
  const kinds = new Map(resource.fields.map((field) => [field.name, field]));
  return fieldsOf(input).filter(({ name, kind, classification }) => {
    const column = kinds.get(name);
    const isSet = sent[name] !== undefined && (sent[name] !== null || meta?.verb === 'update');
    // A secret is stored as its hash.
    return (
      isSet &&
      column?.kind === kind &&
      !column.stamp &&
      (classification ?? column.classification) !== 'secret'
    );
  });
}

function lostIn(field: FieldSpec, body: Members, row: Members | null, where: Lost['where']): Lost | null {
  if (!row || !(field.name in row) || echoes(body[field.name], row[field.name], field)) return null;
  return { field, sent: body[field.name], shown: row[field.name], where };
}

function findingOf(
  operation: Operation,
  inquiry: Inquiry,
  answer: Answer,
  { field, sent, shown, where }: Lost,
): Parameters<Proceedings['found']>[0] {
  return {
    rule: 'properties/echo',
    operation: operation.title,
    place: operation.place,
    message: `${operation.title} accepts "${field.name}": ${short(sent)}, but ${where} ${short(shown)}.`,
    mend,
    evidence: {
      ...evidenceOf(inquiry, answer),
      rows: { actual: { [field.name]: shown }, expected: { [field.name]: sent } },
    },
  };
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 120);
}
