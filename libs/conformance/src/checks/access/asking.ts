import type { Proceedings } from '../../check.js';
import type { Evidence, Finding } from '../../finding.js';
import type { Address, Judged, Operation } from '../../judged.js';
import type { Answer, Inquiry, Person } from '../../subject.js';
import { concurrently } from '../concurrently.js';
import { Draft } from '../draft.js';
import { isStreamed, streamedInquiry } from '../streamed.js';

interface RequestParts {
  readonly id?: string | null | undefined;
  readonly body?: unknown;
  /** Someone of the organization whose rows the request is about. */
  readonly whose?: Person;
}

/** What the steps of the access matrix share: how an operation is asked, and how a fault is told. */
export class Asking {
  constructor(
    readonly judged: Judged,
    private readonly proceedings: Proceedings,
    private readonly check: string = 'access',
  ) {}

  /** The state in which the operation is possible; undefined where any is. */
  stateFor({ meta }: Operation): string | undefined {
    return meta?.from?.[0];
  }

  /** A row of the person's that the operation can be done to; null where it is about none, undefined where none can be made. */
  async rowFor(operation: Operation, person: Person): Promise<string | null | undefined> {
    const { resource, path } = operation;
    if (!resource || !path.includes('{id}')) return null;
    const { world } = this.judged;
    const row =
      operation.method === 'GET'
        ? await world.rowOf(person, resource)
        : await world.newRow(person, resource, this.stateFor(operation));
    return row ?? undefined;
  }

  /** Where the operation is asked about what is the person's. */
  address(operation: Operation, person: Person, id?: string | null): Promise<Address> {
    return this.judged.world.addressOf(operation, person, id ?? undefined);
  }

  /** A reading request of `person`, about what is theirs unless `whose` is said. */
  async reading(operation: Operation, person: Person, whose = person): Promise<Inquiry> {
    const { url, headers } = await this.address(operation, whose);
    return { method: 'GET', url, person, ...(headers && { headers }) };
  }

  /** A valid request of `person`; its row and body are the owner's unless others are given, or `whose` it is. */
  async inquiry(
    operation: Operation,
    person: Person | null,
    { id = null, body, whose = this.judged.world.owner }: RequestParts = {},
  ): Promise<Inquiry> {
    if (isStreamed(operation)) return streamedInquiry(this.judged, operation, person);
    const given = body ?? (await this.judged.world.bodyFor(operation, whose, id ?? undefined));
    const { url, headers } = await this.address(operation, whose, id);
    return {
      method: operation.method,
      url,
      person,
      ...(headers && { headers }),
      ...(given !== undefined && { body: given }),
    };
  }

  /**
   * Does `work` for each item, several at a time. What finds fault is done once more with nothing beside it, and only that
   * is told: where one operation works on many rows, another sees its row change.
   */
  async each<T>(items: readonly T[], work: (asking: Asking, item: T) => Promise<void>): Promise<void> {
    const doubtful: T[] = [];
    await concurrently(items, async (item) => {
      const draft = new Draft();
      await work(new Asking(this.judged, draft, this.check), item);
      if (draft.isSound) draft.tell(this.proceedings);
      else doubtful.push(item);
    });
    for (const item of doubtful) await work(this, item);
  }

  send(inquiry: Inquiry): Promise<Answer> {
    return this.judged.subject.send(inquiry);
  }

  /** @param operation null for what belongs to none */
  held(rule: string, operation: Operation | null): void {
    this.proceedings.held(`${this.check}/${rule}`, operation?.title ?? null);
  }

  found(
    rule: string,
    operation: Operation | null,
    fault: Pick<Finding, 'message' | 'mend'> & { readonly evidence?: Evidence },
  ): void {
    this.proceedings.found({
      rule: `${this.check}/${rule}`,
      operation: operation?.title ?? null,
      place: operation?.place ?? { module: 'the application' },
      evidence: {},
      ...fault,
    });
  }
}

/** A request with its answer, as a finding shows it. */
export function shown(inquiry: Inquiry, answer: Answer, ...notes: readonly string[]): Evidence {
  const { status, headers, text, statements, serverError } = answer;
  const all = [...(serverError === undefined ? [] : [`Server error: ${serverError}`]), ...notes];
  return { inquiry, answer: { status, headers, text }, statements, ...(all.length > 0 && { notes: all }) };
}

/** The code of a problem document, for comparing. */
export function codeOf({ json }: Answer): unknown {
  return (json as { readonly code?: unknown } | null)?.code;
}
