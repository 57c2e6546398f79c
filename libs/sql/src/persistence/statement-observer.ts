/**
 * Told of a statement that the gateway has let through, just before it is sent. It must not throw, nor keep `values`.
 * `composed` says that a store has written it, which records what it changes; other statements are somebody's own text.
 */
export type StatementListener = (text: string, values: readonly unknown[], composed: boolean) => void;

/** Told why the gateway has refused a statement, which was not sent. */
export type RefusalListener = (reason: string) => void;

/**
 * Asked before a statement is sent: a promise holds it back until it resolves, and the statement fails as it rejects; null
 * lets it pass.
 */
export type StatementHold = (text: string) => Promise<void> | null;

let holding: StatementHold | null = null;
let listener: StatementListener | null = null;
let refusalListener: RefusalListener | null = null;

/**
 * Has every statement of this process told to `heard`, and each refusal to `refused`, in the context of the work that sends it; for tests and the
 * conformance kit. There is one listener; null ends it, and nothing is spent while there is none.
 */
export function observeStatements(
  heard: StatementListener | null,
  refused: RefusalListener | null = null,
): void {
  listener = heard;
  refusalListener = refused;
}

/**
 * Has statements of this process held back, for tests and the conformance kit: requests are brought to the same place so
 * that they race, or a worker dies there. There is one hold; null ends it, and nothing is spent while there is none.
 */
export function holdStatements(hold: StatementHold | null): void {
  holding = hold;
}

/** What a statement has to wait for; null as a rule. */
export function heldBack(text: string): Promise<void> | null {
  return holding === null ? null : holding(text);
}

/** Tells the listener, if there is one. */
export function tellStatement(text: string, values: readonly unknown[] | undefined, composed = false): void {
  listener?.(text, values ?? [], composed);
}

/** Tells who listens to refusals, if somebody does. */
export function tellRefusal(reason: string): void {
  refusalListener?.(reason);
}
