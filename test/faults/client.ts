import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, RequestOptions } from '@keelson/testing';
import { sendRequest } from './http-request.js';
import type { Ledger } from './ledger.js';
import type { Random } from './random.js';

/** Somebody with an organization of their own. */
export interface Person {
  readonly email: string;
  readonly password: string;
  organizationId: string;
  token: string;
}

/** A client's request that may be repeated: it bears a key, or says the same twice without harm. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly key?: string;
  readonly person?: Person;
}

/** Counts who waits for a process that is gone: they make room for others meanwhile. */
export interface Room {
  leave(): void;
  enter(): Promise<void>;
}

/** Milliseconds before another try: there was no answer, the process refuses for now, the key is held by one that is gone. */
const unansweredPauseMs = 100;
const refusedPauseMs = 300;
const inProgressPauseMs = 3_000;

/** A client as the documentation wants it: who gets no answer asks again with the same key, of whichever process is there. */
export class Client {
  private over = false;

  constructor(
    private readonly addresses: () => readonly string[],
    private readonly ledger: Ledger,
    private readonly random: Random,
  ) {}

  /** From now on nobody asks again. */
  giveUp(): void {
    this.over = true;
  }

  /** Asks until there is an answer. @returns null when {@link giveUp} came first */
  async send(request: Request, room?: Room): Promise<Answer | null> {
    for (;;) {
      const answer = await this.ask(request);
      const pauseMs = answer ? await this.pauseAfter(answer, request) : unansweredPauseMs;
      if (answer && pauseMs === null) return answer;
      if (this.over) return null;
      this.ledger.retries += 1;
      room?.leave();
      await this.rest((pauseMs ?? 0) * (0.5 + this.random.next()));
      await room?.enter();
    }
  }

  /** Once. @returns null when no process answers */
  private async ask({ method, path, body, key, person }: Request): Promise<Answer | null> {
    const addresses = this.addresses();
    if (addresses.length === 0) return null;
    const options: RequestOptions = {
      token: person?.token,
      body,
      ...(key && { headers: { 'idempotency-key': key } }),
    };
    return sendRequest(method, `${this.random.pick(addresses)}${path}`, options).catch(() => null);
  }

  /** A token for somebody, for as long as it lasts. */
  async signIn(person: Person): Promise<void> {
    const body = { grant_type: 'password', username: person.email, password: person.password };
    const answer = await this.send({ method: 'POST', path: '/v1/auth/token', body });
    if (!answer) return;
    if (answer.status !== 200)
      throw new Error(`Signing in was answered with ${answer.status}: ${answer.text}`);
    const { access_token: token, scope } = answer.json as { access_token: string; scope: string };
    Object.assign(person, { token, organizationId: scope.replace('organization:', '') });
  }

  /** Sleeps, or until {@link giveUp}; and as long as nobody is there to ask. */
  private async rest(ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (!this.over && (performance.now() < until || this.addresses().length === 0)) await pause(50);
  }

  /** Milliseconds after which another try may be answered otherwise; null when it would not. */
  private async pauseAfter({ status, json }: Answer, { person, path }: Request): Promise<number | null> {
    const { code } = (json ?? {}) as { code?: string };
    if (status === 409 && code === 'request_in_progress') return inProgressPauseMs;
    // 408: a process that was frozen took its time to read.
    if (status === 503 || status === 429 || status === 408) return refusedPauseMs;
    if (status === 401 && person) {
      await this.signIn(person);
      return 0;
    }
    if (status < 500) return null;
    this.ledger.wonder(`${status} ${code ?? ''} ${path.replaceAll(/[0-9a-f-]{36}/g, '{id}')}`);
    return refusedPauseMs;
  }
}
