import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Person } from './client.js';
import type { Findings } from './findings.js';
import { sendRequest } from './http-request.js';
import type { Random } from './random.js';
import type { Books } from './reconciliation/books.js';

interface Seen {
  readonly position: number;
  readonly id: string;
  readonly aggregate: { readonly type: string; readonly id: string };
  readonly sequence: number;
}

/** No resource shows them, so nobody may see their events. */
const hidden = ['user', 'membership', 'session', 'signing-key'];

/** Reads the log of one organization while it is written, leaves its connection again and again, and goes on elsewhere. */
export class LogReader {
  private readonly seen: Seen[] = [];
  private next = 0;
  private over = false;
  /** Why the log could not be read to its end. */
  private refusal: string | null = null;
  reconnects = 0;

  constructor(
    private readonly person: Person,
    private readonly addresses: () => readonly string[],
    private readonly client: Client,
    private readonly random: Random,
  ) {}

  get count(): number {
    return this.seen.length;
  }

  /** Reads until {@link stop}; what a broken connection had on its way is asked for again. */
  async read(everyMs: readonly [number, number]): Promise<void> {
    while (!this.over) {
      const addresses = this.addresses();
      if (addresses.length === 0) {
        await pause(100);
        continue;
      }
      const url = this.random.pick(addresses);
      const until = performance.now() + this.random.between(...everyMs);
      while (!this.over && performance.now() < until && (await this.page(url, until)));
      this.reconnects += 1;
    }
  }

  /** Reads what there still is, and ends. */
  async finish(): Promise<void> {
    this.over = true;
    for (;;) {
      const path = `/v1/event-log?after=${this.next}&limit=200`;
      const answer = await this.client.send({ method: 'GET', path, person: this.person });
      if (answer?.status !== 200) {
        this.refusal = answer?.text ?? 'no answer';
        return;
      }
      const before = this.next;
      this.take(answer.json as Page);
      if (this.next === before) return;
    }
  }

  /** Each event that may be seen was seen once, and in order. */
  reconcile({ events }: Books, findings: Findings): void {
    const mine = events.filter(({ organizationId }) => organizationId === this.person.organizationId);
    const wanted = new Set(
      mine.filter(({ aggregateType }) => !hidden.includes(aggregateType)).map(({ id }) => id),
    );
    const met = new Set<string>();
    if (this.refusal) findings.add('lost', 'rest of the log for its reader', this.refusal);
    this.seen.forEach(({ id, position }, index) => {
      if (met.has(id)) findings.add('doubled', 'event for the reader of the log', id);
      if (!wanted.has(id)) findings.add('doubled', 'event for the reader that is none', id);
      if (index > 0 && position <= (this.seen[index - 1]?.position ?? 0))
        findings.add('disordered', 'event for the reader of the log', `${position}`);
      met.add(id);
    });
    for (const id of wanted) if (!met.has(id)) findings.add('lost', 'event for the reader of the log', id);
  }

  private async page(url: string, until: number): Promise<boolean> {
    const limit = this.random.between(1, 100);
    // The reader goes away in the middle; the answer, if it still comes, is nobody's.
    const answer = await sendRequest(
      'GET',
      `${url}/v1/event-log?after=${this.next}&limit=${limit}&wait=5`,
      { token: this.person.token },
      Math.max(until - performance.now(), 1),
    ).catch(() => null);
    if (answer?.status === 401) await this.client.signIn(this.person);
    if (answer?.status !== 200) return false;
    this.take(answer.json as Page);
    return true;
  }

  private take({ data, page }: Page): void {
    this.seen.push(...data);
    this.next = page.next;
  }
}

interface Page {
  readonly data: readonly Seen[];
  readonly page: { readonly next: number };
}
