import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { callerPassword } from '../data/principals.js';
import { ask, send } from '../load/client.js';

/** The owner that the first process makes; the installation vouches for the address, so it is proven. */
export const owner = { email: 'owner@example.com', password: callerPassword };

/** Someone of a team, who is about to lose what they sign in with. */
export interface Colleague {
  readonly email: string;
  readonly memberId: string;
}

const longestMailMs = 60_000;

/** An organization of the owner, and the colleagues who join it. Everything is asked of one process. */
export class Team {
  private constructor(
    private readonly url: string,
    private readonly mails: string,
    readonly organizationId: string,
    readonly ownerToken: string,
  ) {}

  /** @param folder of the process's data, where its mails lie */
  static async found(url: string, folder: string): Promise<Team> {
    const token = await signIn(url, owner.email);
    const name = `Team ${Date.now()}`;
    const { body } = await send(url, { method: 'POST', path: '/v1/organizations', token, body: { name } });
    const { id } = body as { id: string };
    return new Team(url, join(folder, 'mail'), id, await signIn(url, owner.email, id));
  }

  /** Invites a colleague who may read the event log, and waits until they are a member. */
  async join(email: string): Promise<Colleague> {
    const invitation = { email, role: 'admin' };
    await this.asOwner('POST', '/v1/invitations', invitation);
    const token = await this.tokenFor(email);
    const body = { token, password: callerPassword, name: email };
    await send(this.url, { method: 'POST', path: '/v1/auth/accept-invitation', body });
    const members = await send(this.url, {
      path: '/v1/members?sort=-createdAt&limit=1',
      token: this.ownerToken,
    });
    const [member] = (members.body as { data: { id: string; name: string }[] }).data;
    if (member?.name !== email) throw new Error(`bench: ${email} did not become the newest member`);
    return { email, memberId: member.id };
  }

  /** An access token of this organization, from the process at `url`. */
  signIn(url: string, { email }: Colleague): Promise<string> {
    return signIn(url, email, this.organizationId);
  }

  /** An API key of the caller of a token. */
  async key(token: string): Promise<{ readonly id: string; readonly key: string }> {
    const { body } = await send(this.url, {
      method: 'POST',
      path: '/v1/api-keys',
      token,
      body: { name: 'bench' },
    });
    return body as { id: string; key: string };
  }

  async asOwner(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<void> {
    await send(this.url, {
      method,
      path,
      token: this.ownerToken,
      ...(body !== undefined && { body }),
    });
  }

  /** The token in the mail that invites an address. */
  private async tokenFor(email: string): Promise<string> {
    for (const until = performance.now() + longestMailMs; performance.now() < until; await wait(10)) {
      const names = existsSync(this.mails) ? readdirSync(this.mails) : [];
      const mail = names
        .filter((name) => name.endsWith('.eml'))
        .map((name) => readable(readFileSync(join(this.mails, name), 'utf8')))
        .find((text) => text.includes(`To: ${email}`));
      const token = mail && /kin_[0-9a-f]{32}_[A-Za-z0-9_-]{43}/.exec(mail)?.[0];
      if (token) return token;
    }
    throw new Error(`bench: no invitation for ${email} in ${this.mails}`);
  }
}

/** A mail without the line breaks and escapes of quoted-printable (RFC 2045, section 6.7). */
function readable(mail: string): string {
  return mail
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

async function signIn(url: string, username: string, organizationId?: string): Promise<string> {
  const scope = organizationId === undefined ? {} : { scope: `organization:${organizationId}` };
  const body = { grant_type: 'password', username, password: callerPassword, ...scope };
  const answer = await ask(url, { method: 'POST', path: '/v1/auth/token', body });
  if (answer.status !== 200)
    throw new Error(`bench: ${username} cannot sign in: ${answer.status} ${JSON.stringify(answer.body)}`);
  return (answer.body as { access_token: string }).access_token;
}
