import type { DomainError } from '../errors/domain-error.js';
import type { CatalogOperation } from './operation-catalog.js';
import type { Outcome, Replay } from './outcome.js';

/** One call of an operation, by whoever the context names as the caller. */
export interface Invocation {
  readonly operation: CatalogOperation;
  /** The row, as the caller named it. */
  readonly id?: unknown;
  /** Parameters by name: those of a list's query, those of a path. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** The body, as JSON has it; a merge patch for an update. */
  readonly input?: unknown;
  /** The versions that the row may have for a write; any, if left out, or if the operation itself names its row. */
  readonly expects?: readonly number[] | undefined;
  /**
   * The idempotency key: a repeated call with it gets the first answer, on whichever face. Operations that take none, such
   * as an update, ignore it ({@link CatalogOperation.keyedBy}).
   */
  readonly key?: string | undefined;
  /** The client's address, or the network that it stands for, by which limits count; none, if left out. */
  readonly network?: string | undefined;
  /** What only the face that was called has. */
  readonly face?: InvokingFace;
}

export interface InvokingFace {
  /** The instance to call, where it isn't the application's one. */
  readonly host: object;
  /** The parameters that the face has filled, by their index. */
  readonly given: readonly unknown[];
  /** What the client has sent as the body, where pipes have made another input of it. */
  readonly sent: unknown;
  /** The digest of this call that versions before 0.2 stored with its key. */
  readonly formerDigest: () => string;
  /** What the face needs to give the answer again, such as its status; stored with the answer. */
  readonly note: () => number;
}

/** Runs operations, for every face. The platform provides it. */
export abstract class Invoker {
  /**
   * Authorizes the caller, validates the input, finds and locks the row, checks states and references, and carries the
   * operation out: a write in one transaction, with its idempotency key, audit entries and events.
   * @throws DomainError whatever is refused, with nothing written
   */
  abstract invoke(invocation: Invocation): Promise<Outcome | Replay>;

  /**
   * Creates many rows within the transaction under way, with few statements where no author has written the verb: those
   * that are not refused. Who asks for it has been authorized for something that includes it, such as an import.
   * @param operation the `create` of a resource
   * @param inputs instances of its input class, validated
   * @returns why each was refused; null where the row was written
   */
  abstract invokeMany(
    operation: CatalogOperation,
    inputs: readonly object[],
  ): Promise<readonly (DomainError | null)[]>;
}
