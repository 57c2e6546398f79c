import { deadlineExceeded, requestInProgress, tooManyWaiting, unavailable } from '@keelson/kernel';
import { type Located, publicAddress, publicPath } from '@keelson/runtime/ports';
import { problemKind, problemType } from '@keelson/rest/ports';
import { databaseProblems } from '@keelson/sql/ports';
import type { Reference, ResponseDocument } from '../document.js';
import { headersNamed, type HeaderName } from './headers.js';

const everyAnswer = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Access-Control-Allow-Origin'] as const;

const alsoWith: Readonly<Record<number, readonly HeaderName[]>> = {
  401: ['WWW-Authenticate'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

const withUnavailable: ReadonlySet<string> = new Set(
  [...databaseProblems, deadlineExceeded, tooManyWaiting]
    .map(({ code }) => code)
    .filter((code) => code !== unavailable.code),
);

/** `components.responses`: one for each set of problems that share a status. */
export class ProblemResponses {
  private readonly known = new Map<string, ResponseDocument>();

  constructor(private readonly http: Located) {}

  /** A reference to the response that tells of these problems. */
  refTo(status: number, codes: readonly string[]): Reference {
    // Those of the database always come together, after the first of them.
    const name = codes
      .filter((code) => !withUnavailable.has(code))
      .map((code) => pascal(code))
      .join('Or');
    if (!this.known.has(name)) this.known.set(name, this.response(status, codes));
    return { $ref: `#/components/responses/${name}` };
  }

  /** A reference to the response of the token endpoint (RFC 6749, section 5.2). */
  refToOAuth(status: number): Reference {
    const name = `OAuth${status}`;
    if (!this.known.has(name))
      this.known.set(name, {
        description: oauthMeaning[status] ?? 'The request was refused; see `error`.',
        headers: headersNamed(...everyAnswer, ...(alsoWith[status] ?? [])),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/OAuthError' } } },
      });
    return { $ref: `#/components/responses/${name}` };
  }

  /** What HTTP itself refuses, whatever the operation: a method, a header, an address that is too long. */
  anyOther(): Reference {
    const name = 'AnyOtherRefusal';
    if (!this.known.has(name))
      this.known.set(name, {
        description: 'Any other HTTP error, such as a URL that is too long.',
        headers: headersNamed(...everyAnswer),
        content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } },
      });
    return { $ref: `#/components/responses/${name}` };
  }

  all(): Record<string, ResponseDocument> {
    return Object.fromEntries([...this.known].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private response(status: number, codes: readonly string[]): ResponseDocument {
    const [first] = codes;
    return {
      description: codes.map((code) => `\`${code}\`: ${problemKind(code)?.title ?? code}.`).join('\n\n'),
      'x-problems': codes,
      headers: headersNamed(
        ...everyAnswer,
        ...(alsoWith[status] ?? []),
        ...(codes.includes(requestInProgress.code) ? (['Retry-After'] as const) : []),
      ),
      content: {
        [problemType]: {
          schema: { $ref: '#/components/schemas/Problem' },
          example: {
            type: publicAddress(this.http, `/docs/problems/${first}`),
            title: problemKind(first ?? '')?.title,
            status,
            code: first,
            instance: publicPath(this.http, '/v1/…'),
            requestId: '01890a5d-ac96-774b-bcce-b302099a8057',
          },
        },
      },
    };
  }
}

const oauthMeaning: Readonly<Record<number, string>> = {
  413: 'The body is too large.',
  415: 'The body is neither a form nor JSON.',
  429: 'Too many attempts; see Retry-After.',
  500: 'Internal error.',
  503: 'Temporarily unavailable; see Retry-After.',
};

/** `orders.out_of_stock` → `OrdersOutOfStock`. */
function pascal(code: string): string {
  return code.replaceAll(/(?:^|[._])([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
