import { installationScope } from '@keelson/kernel';
import { storedScope } from '@keelson/sql';

/** An answer, with its body read as JSON when it is. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  // A test knows what it asked for; a type per answer would only repeat the assertion.
  readonly json: ReturnType<typeof JSON.parse>;
  readonly text: string;
  /** The error behind a 500, which no client sees. */
  readonly serverError?: string;
}

export interface RequestOptions {
  readonly token?: string | undefined;
  /** Sent as JSON, unless it is a string: then as it stands. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Http = (method: string, url: string, options?: RequestOptions) => Promise<Answer>;
type Send = (url: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

/** Someone who is signed in to one organization. */
export interface SignedIn {
  readonly token: string;
  readonly refreshToken: string;
  readonly email: string;
  readonly password: string;
  readonly userId: string;
  readonly organizationId: string;
  readonly get: (url: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly post: Send;
  readonly patch: Send;
  readonly delete: (url: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
}

/** A token by password, and requests that bear it. */
export async function signIn(
  http: Http,
  email: string,
  password: string,
  organizationId?: string,
): Promise<SignedIn> {
  const tokens = await tokensOf(http, email, password, organizationId && `organization:${organizationId}`);
  const me = await http('GET', '/v1/me', { token: tokens.token });
  return personOf(http, { ...tokens, email, password, userId: me.json.id ?? me.json.user?.id });
}

/** The same as an operator of the installation; `organizationId` is the nil UUID. */
export async function signInAsOperator(
  http: Http,
  { email, password, userId }: Pick<SignedIn, 'email' | 'password' | 'userId'>,
): Promise<SignedIn> {
  const tokens = await tokensOf(http, email, password, 'installation');
  return personOf(http, { ...tokens, email, password, userId });
}

type Person = Pick<SignedIn, 'token' | 'refreshToken' | 'email' | 'password' | 'userId' | 'organizationId'>;

async function tokensOf(
  http: Http,
  username: string,
  password: string,
  scope?: string,
): Promise<Pick<Person, 'token' | 'refreshToken' | 'organizationId'>> {
  const answer = await http('POST', '/v1/auth/token', {
    body: { grant_type: 'password', username, password, ...(scope && { scope }) },
  });
  if (answer.status !== 200) throw new Error(`the token endpoint returned ${answer.status}: ${answer.text}`);
  const bound = answer.json.scope as string;
  return {
    token: answer.json.access_token,
    refreshToken: answer.json.refresh_token,
    organizationId:
      bound === 'installation' ? storedScope(installationScope) : bound.replace('organization:', ''),
  };
}

function personOf(http: Http, person: Person): SignedIn {
  const { token } = person;
  return {
    ...person,
    get: (url, headers) => http('GET', url, { token, ...(headers && { headers }) }),
    post: (url, body, headers) => http('POST', url, { token, body, ...(headers && { headers }) }),
    patch: (url, body, headers) => http('PATCH', url, { token, body, ...(headers && { headers }) }),
    delete: (url, headers) => http('DELETE', url, { token, ...(headers && { headers }) }),
  };
}
