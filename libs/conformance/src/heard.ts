import type { SentStatement, Subject } from './subject.js';
import { withParts } from './with-parts.js';

/** Texts that are kept: an application has some hundreds. */
const mostTexts = 5_000;

/** The statements of the whole run, one of each text. */
export class Heard {
  private readonly byText = new Map<string, SentStatement>();

  note(statements: readonly SentStatement[]): void {
    for (const statement of statements)
      if (this.byText.size < mostTexts && !this.byText.has(statement.text))
        this.byText.set(statement.text, statement);
  }

  /** Those that look rows of a table up. */
  about(table: string): SentStatement[] {
    const named = new RegExp(`\\b${table}\\b`, 'i');
    return [...this.byText.values()].filter(
      ({ text }) => /^\s*(select|update|delete|with)\b/i.test(text) && named.test(text),
    );
  }
}

/** The subject, whose statements are heard. */
export function listening(subject: Subject, heard: Heard): Subject {
  return withParts(subject, {
    send: async (inquiry) => {
      const answer = await subject.send(inquiry);
      heard.note(answer.statements);
      return answer;
    },
    overhear: async (work) => {
      const overheard = await subject.overhear(work);
      heard.note(overheard.statements);
      return overheard;
    },
  });
}
