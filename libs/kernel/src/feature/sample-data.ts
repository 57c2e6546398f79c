/**
 * What a feature shows to someone who tries the product: a provider that extends this is filled in once, on the first
 * start of evaluation, as the new owner and inside a transaction. Later features see what earlier ones have filled in.
 */
export abstract class SampleData {
  abstract fill(): Promise<void>;
}
