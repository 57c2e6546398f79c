import { fieldsOf, type Resource } from '@keelson/kernel';
import type { Judged } from '../judged.js';
import type { Person } from '../subject.js';
import { authorOf, marksIn } from '../world/open-world.js';
import { columnOf, tableOf } from '../world/columns.js';
import { Callers } from '../checks/access/callers.js';

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
    for (const mark of new Set(marksIn(text))) {
      if (sent.has(mark) || open.has(mark)) continue;
      const hidden = await this.judge(mark, person, permissions, shown);
      if (hidden) return hidden;
      open.add(mark);
    }
    return null;
  }

  private async judge(
    mark: string,
    person: Person,
    permissions: readonly string[],
    shown: Resource | undefined,
  ): Promise<HiddenWord | null> {
    const author = authorOf(mark);
    if (!author?.resource || author.userId === person.userId) return null;
    const { resource } = author;
    if (!this.mayHide(resource, person, permissions)) return null;
    const rows = await this.rowsWith(mark, resource, person);
    const [first] = rows;
    if (!first || rows.some((row) => this.callers.shows(person, permissions, resource, row))) return null;
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

  private async rowsWith(mark: string, resource: Resource, person: Person) {
    const { subject } = this.judging;
    const { application, engine } = subject;
    const texts = fieldsOf(resource.entity).filter(({ kind }) => ['text', 'json', 'list'].includes(kind));
    if (texts.length === 0) return [];
    const conditions = texts.map(({ name }) => {
      const { column } = columnOf(application, resource.entity, name);
      return engine === 'mysql' ? `\`${column}\` LIKE ?` : `"${column}"::text LIKE ?`;
    });
    const rows = await subject.sql(
      `SELECT id FROM ${tableOf(application, resource.entity)} WHERE organization_id = ? AND (${conditions.join(' OR ')}) LIMIT 20`,
      [person.organizationId, ...texts.map(() => `%${mark}%`)],
    );
    const ids = rows.map((row) => String(row['id']));
    return ids.length === 0 ? [] : this.callers.rows(person, resource, ids);
  }
}
