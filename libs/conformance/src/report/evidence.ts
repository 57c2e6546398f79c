import type { Evidence, Finding } from '../finding.js';
import type { Inquiry } from '../subject.js';

/** A finding as it is written down: no token, no object of the run. */
export interface ReportedFinding extends Omit<Finding, 'evidence'> {
  readonly evidence: {
    readonly person: string | null;
    readonly curl: string | null;
    readonly answer: Evidence['answer'] | null;
    readonly statements: readonly { readonly text: string; readonly values: readonly string[] }[];
    /** Rows or members as JSON: as they are, and as they should be. */
    readonly rows: { readonly actual: string; readonly expected: string } | null;
    readonly notes: readonly string[];
  };
}

/** Longest text of an answer, a value or a note that a report repeats, in characters. */
const longest = 20_000;
const mostStatements = 50;

const signedToken = /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/g;
const refreshToken = /\bkrt_[\w-]{16,}/g;

export function reported({ evidence, ...finding }: Finding): ReportedFinding {
  const { inquiry, answer, statements = [], rows, notes = [] } = evidence;
  return {
    ...finding,
    evidence: {
      person: inquiry ? (inquiry.person?.title ?? 'an anonymous caller') : null,
      curl: inquiry ? curlOf(inquiry) : null,
      answer: answer
        ? {
            status: answer.status,
            headers: Object.fromEntries(
              Object.entries(answer.headers).map(([name, value]) => [name, withoutTokens(String(value))]),
            ),
            text: withoutTokens(answer.text),
          }
        : null,
      statements: statements.slice(0, mostStatements).map(({ text, values }) => ({
        text: withoutTokens(text),
        values: values.map((value) => withoutTokens(written(value)).slice(0, 200)),
      })),
      rows: rows ? { actual: rowText(rows.actual), expected: rowText(rows.expected) } : null,
      notes: notes.map(withoutTokens),
    },
  };
}

/** The request as a command: `$BASE` is where the application listens, `$TOKEN` the person's access token. */
export function curlOf({ method, url, person, headers = {}, body }: Inquiry): string {
  const parts = [
    `curl -sS -i -g -X ${method} "$BASE"${quoted(url)}`,
    ...(person ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...Object.entries({ ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers }).map(
      ([name, value]) => `-H ${quoted(`${name}: ${value}`)}`,
    ),
    ...(body === undefined
      ? []
      : [`--data-raw ${quoted(typeof body === 'string' ? body : JSON.stringify(body))}`]),
  ];
  return withoutTokens(parts.join(' \\\n  '));
}

/** One word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function withoutTokens(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replaceAll(signedToken, '$TOKEN').replaceAll(refreshToken, '$REFRESH_TOKEN');
}

function rowText(row: unknown): string {
  return withoutTokens(JSON.stringify(row) ?? 'null');
}

function written(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}

/** `orders.resource.ts:12` with its folders; the module where no file was found. */
export function placeText({ module, file, line }: Finding['place']): string {
  return file === undefined ? module : `${file}${line === undefined ? '' : `:${line}`}`;
}
