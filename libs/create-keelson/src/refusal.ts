/** What was asked for cannot be done; the message says why, and what to do instead. Nothing was written. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
