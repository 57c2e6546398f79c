import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Person, Request, Room } from './client.js';
import type { Acknowledged, Ledger, WriteKind } from './ledger.js';
import type { Random } from './random.js';

export interface LoadOptions {
  readonly organizations: number;
  /** Flows that have a request under way at a time. */
  readonly concurrency: number;
  /** Writes a second at most. */
  readonly pace: number;
}

/** What a flow needs of an order or a counter that stands. */
interface Standing {
  readonly person: Person;
  readonly id: string;
}

/** Kinds of tasks, as often as they stand here. */
const tasks = 'row row row row call call call flaky flaky steps steps'.split(' ');
const badTasks = ['throw', 'hang', 'garbage', 'block'];
/** Tasks that leave a file: fewer than the files that one organization may have. */
const mostFileTasks = 150;
/** Flows that wait for a process to come back, beside those with a request under way. */
const mostFlows = 200;
export const initialStock = 1_000_000;

/** A bounded load of clients: every acknowledged answer is written down. */
export class Load {
  readonly people: Person[] = [];
  private readonly products = new Map<Person, { id: string; price: number }[]>();
  private readonly counters: Standing[] = [];
  private readonly run = randomBytes(4).toString('hex');
  private readonly flows = new Set<Promise<void>>();
  private free: number;
  private readonly queue: (() => void)[] = [];
  private count = 0;
  private fileTasks = 0;
  private over = false;
  private held = false;
  /** A flow must not fail silently. */
  private failure: Error | null = null;

  constructor(
    private readonly client: Client,
    private readonly ledger: Ledger,
    private readonly random: Random,
    private readonly options: LoadOptions,
  ) {
    this.free = options.concurrency;
  }

  /** The organizations and what they sell; before anything is killed. */
  async prepare(): Promise<void> {
    for (let n = 0; n < this.options.organizations; n += 1) {
      const person = await this.signUp();
      for (let each = 0; each < 3; each += 1) await this.product(person);
      await this.counter(person);
    }
  }

  /** Keeps writing until {@link stop}. */
  async write(): Promise<void> {
    const began = performance.now();
    const before = this.ledger.acknowledged.length;
    while (!this.over) {
      if (this.failure) throw this.failure;
      const due = before + ((performance.now() - began) / 1_000) * this.options.pace;
      if (this.held || this.ledger.acknowledged.length > due || this.flows.size >= mostFlows) await pause(10);
      else {
        await this.room.enter();
        const flow = this.flow()
          .catch((error: Error) => void (this.failure ??= error))
          .finally(() => {
            this.room.leave();
            this.flows.delete(running);
          });
        const running = flow;
        this.flows.add(running);
      }
    }
  }

  /** Begins nothing new for a while. */
  hold(held: boolean): void {
    this.held = held;
  }

  /** Begins nothing new, and waits so long for what is under way; what has no answer then is unanswered. */
  async stop(patienceMs: number): Promise<void> {
    this.over = true;
    const all = Promise.all(this.flows);
    await Promise.race([all, pause(patienceMs, undefined, { ref: false })]);
    this.client.giveUp();
    await all;
    if (this.failure) throw this.failure;
  }

  /** For whoever watches. */
  get state(): string {
    return `${this.flows.size} clients, ${this.options.concurrency - this.free} of them asking, ${this.queue.length} in turn`;
  }

  /** Makes a counter's event poison for one subscriber, with a good one behind it. */
  async spoil(): Promise<void> {
    const person = this.random.pick(this.people);
    const id = await this.counter(person);
    if (!id) return;
    const counter = { person, id };
    for (const verb of ['spoil', 'mend', 'mend']) await this.bump(counter, verb);
  }

  async task(kind: string): Promise<void> {
    const person = this.random.pick(this.people);
    const token = this.token(kind);
    await this.record(person, 'task', token, '', {
      method: 'POST',
      path: '/v1/ledger-tasks',
      body: { kind, token },
    });
  }

  readonly badTasks = badTasks;

  private readonly room: Room = {
    enter: async () => {
      if (this.free > 0) this.free -= 1;
      else await new Promise<void>((resolve) => this.queue.push(resolve));
    },
    leave: () => {
      const next = this.queue.shift();
      if (next) next();
      else this.free += 1;
    },
  };

  private async flow(): Promise<void> {
    const dice = this.random.next();
    if (dice < 0.5) await this.order();
    else if (dice < 0.75) await this.bump(this.random.pick(this.counters), 'bump');
    else if (dice < 0.93) await this.task(this.random.pick(tasks));
    else if (dice < 0.95) await this.task(this.random.pick(badTasks));
    else if (dice < 0.96 && this.fileTasks < mostFileTasks) {
      this.fileTasks += 1;
      await this.task('file');
    } else if (dice < 0.97) await this.counter(this.random.pick(this.people));
    else if (dice < 0.995) await this.product(this.random.pick(this.people));
    else await this.signUp();
  }

  private async signUp(): Promise<Person> {
    const password = 'correct horse battery';
    const email = `${this.token('u')}@example.com`;
    const person: Person = { email, password, organizationId: '', token: '' };
    const body = { email, password, name: 'Ada', organization: email };
    const answer = await this.client.send({ method: 'POST', path: '/v1/auth/sign-up', body }, this.room);
    if (!answer) {
      this.ledger.unanswered.push({ kind: 'organization', organizationId: '', id: '', token: email });
      return person;
    }
    if (answer.status !== 201) this.ledger.wonder(`sign-up ${answer.status} ${answer.text}`);
    this.ledger.add({ kind: 'organization', organizationId: '', id: '', token: email, values: {} });
    await this.client.signIn(person);
    if (this.people.length < this.options.organizations) this.people.push(person);
    return person;
  }

  private async product(person: Person): Promise<void> {
    const sku = this.token('sku');
    const price = this.random.between(1, 5_000);
    const body = { sku, name: 'Rope', price, currency: 'EUR', stock: initialStock };
    const made = await this.record(person, 'product', sku, '', {
      method: 'POST',
      path: '/v1/products',
      body,
    });
    if (!made) return;
    const { id } = made;
    const published = await this.record(person, 'publish', sku, id, {
      method: 'POST',
      path: `/v1/products/${id}/publish`,
    });
    if (!published) return;
    const all = this.products.get(person) ?? [];
    this.products.set(person, all);
    // Few are sold by many: rows that clients fight for.
    if (all.length < 8) all.push({ id, price });
  }

  private async order(): Promise<void> {
    const person = this.random.pick([...this.products.keys()]);
    const reference = this.token('order');
    const wanted = this.random.shuffled(this.products.get(person) ?? []).slice(0, this.random.between(1, 2));
    const lines = wanted.map(({ id }) => ({ productId: id, quantity: this.random.between(1, 3) }));
    const order = await this.record(person, 'order', reference, '', {
      method: 'POST',
      path: '/v1/orders',
      body: { buyerEmail: 'grace@example.com', reference, lines },
    });
    if (!order) return;
    const act = (kind: WriteKind, body?: unknown) =>
      this.record(person, kind, reference, order.id, {
        method: 'POST',
        path: `/v1/orders/${order.id}/${kind}`,
        body,
      });
    if (!(await act('place')) || this.random.chance(0.1)) return;
    const { total: amount, currency } = order.values;
    if (this.random.chance(0.55))
      await act('pay', { amount, currency, method: 'card', externalReference: reference });
    else await act('cancel');
  }

  private async counter(person: Person): Promise<string | null> {
    const label = this.token('counter');
    const body = { label, value: 0 };
    const made = await this.record(person, 'counter', label, '', {
      method: 'POST',
      path: '/v1/counters',
      body,
    });
    if (made && this.counters.length < 24) this.counters.push({ person, id: made.id });
    return made?.id ?? null;
  }

  private async bump({ person, id }: Standing, verb: string): Promise<void> {
    await this.record(person, 'bump', this.token(verb), id, {
      method: 'POST',
      path: `/v1/counters/${id}/${verb}`,
    });
  }

  /** Sends a write and enters what came of it. @param id of the row, where it is known before */
  private async record(
    person: Person,
    kind: WriteKind,
    token: string,
    id: string,
    request: Request,
  ): Promise<Acknowledged | null> {
    const { organizationId } = person;
    const answer = await this.client.send({ ...request, key: `${kind}-${token}`, person }, this.room);
    if (!answer) {
      this.ledger.unanswered.push({ kind, organizationId, id, token });
      return null;
    }
    if (answer.status >= 300) {
      this.ledger.wonder(`${kind} ${answer.status} ${answer.text}`);
      return null;
    }
    const values = answer.json as Record<string, unknown>;
    const write = { kind, organizationId, id: id || String(values['id']), token, values };
    this.ledger.add(write);
    return write;
  }

  private token(kind: string): string {
    return `${kind}-${this.run}-${(this.count += 1)}`;
  }
}
