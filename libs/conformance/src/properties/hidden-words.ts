import type { Resource, Row } from '@keelson/kernel';
import type { Judged } from '../judged.js';
import type { Person } from '../subject.js';
import { authorOf, marksIn } from '../world/open-world.js';
import { columnOf, tableOf } from '../world/columns.js';
import { Callers } from '../checks/access/callers.js';

const uuids = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;
/** Ids of a text that are looked up: a page has no more rows. */
const mostIds = 500;

type Judging = Pick<Judged, 'registry' | 'subject'>;

/** A word that stands in no row that its reader may see. */
export interface HiddenWord {
  readonly mark: string;
  readonly resource: Resource;
  readonly row: Readonly<Record<string, unknown>>;
}

/** Tells which numbered words of a text come from rows that do not exist for its reader. */
export class HiddenWords {
  private readonly callers: Callers;
  /** Words that a reader was found to see, by the reader: they are not looked for again. */
  private readonly open = new Map<string, Set<string>>();

  constructor(private readonly judging: Judging) {
    this.callers = new Callers(judging as Judged);
  }

  /**
   * @param known what the reader has sent, whose words may come back
   * @param shown the resource whose rows the text shows by right, as the audit log does
   * @returns the first word of a hidden row; null where there is none
   */
  async in(
    text: string,
    person: Person,
    permissions: readonly string[],
    known: string,
    shown?: Resource,
  ): Promise<HiddenWord | null> {
    const sent = new Set(marksIn(known));
    const open = this.open.get(person.token) ?? new Set<string>();
    this.open.set(person.token, open);
    const ids = [...new Set(text.match(uuids))].slice(0, mostIds);
    for (const mark of new Set(marksIn(text))) {
      if (sent.has(mark) || open.has(mark)) continue;
      const hidden = await this.judge(mark, person, permissions, ids, shown);
      if (hidden) return hidden;
      open.add(mark);
    }
    return null;
  }

  private async judge(
    mark: string,
    person: Person,
    permissions: readonly string[],
    ids: readonly string[],
    shown: Resource | undefined,
  ): Promise<HiddenWord | null> {
    const author = authorOf(mark);
    if (!author?.resource || author.userId === person.userId) return null;
    const { resource } = author;
    if (!this.mayHide(resource, person, permissions)) return null;
    const isShown = (all: readonly Row[]) =>
      all.some((row) => this.callers.shows(person, permissions, resource, row));
    // Most words stand beside the id of a row that the reader may see: only for the others are all rows looked through.
    if (ids.length > 0 && isShown(await this.rowsWith(mark, resource, person, ids))) return null;
    const rows = await this.rowsWith(mark, resource, person);
    const [first] = rows;
    if (!first || isShown(rows)) return null;
    // A copy in a row that the reader may see was made by right, or is told of where it was made.
    for (const other of this.judging.registry.resources) {
      if (other === resource || other.tenancy !== 'organization') continue;
      // What no client creates repeats words of other rows, as an audit entry does.
      if (!other.create && other !== shown) continue;
      const copies = await this.rowsWith(mark, other, person);
      if (copies.some((row) => this.callers.shows(person, permissions, other, row))) return null;
    }
    return { mark, resource, row: first as unknown as Readonly<Record<string, unknown>> };
  }

  /** Whether the row rule hides anything from the person. */
  private mayHide(resource: Resource, person: Person, permissions: readonly string[]): boolean {
    return (
      resource.tenancy === 'organization' && !this.callers.showsEverything(person, permissions, resource)
    );
  }

  /** @param among ids of the only rows that are looked at; all where it is left out */
  private async rowsWith(
    mark: string,
    resource: Resource,
    person: Person,
    among: readonly string[] | null = null,
  ): Promise<readonly Row[]> {
    const { subject } = this.judging;
    const { application, engine } = subject;
    const texts = resource.fields.filter(({ kind }) => ['text', 'json', 'list'].includes(kind));
    if (texts.length === 0) return [];
    const conditions = texts.map(({ name }) => {
      const { column } = columnOf(application, resource.entity, name);
      return engine === 'mysql' ? `\`${column}\` LIKE ?` : `"${column}"::text LIKE ?`;
    });
    const rows = await subject.sql(
      `SELECT id FROM ${tableOf(application, resource.entity)} WHERE organization_id = ? ${among ? `AND id IN (${among.map(() => '?').join(', ')}) ` : ''}AND (${conditions.join(' OR ')}) LIMIT 20`,
      [person.organizationId, ...(among ?? []), ...texts.map(() => `%${mark}%`)],
    );
    const ids = rows.map((row) => String(row['id']));
    return ids.length === 0 ? [] : this.callers.rows(person, resource, ids);
  }
}
