import { Counter, Histogram } from 'prom-client';
import { processRegistry } from './process-registry.js';

interface Definition<Label extends string> {
  /** As `/metrics` shows it; part of the public interface, so it never changes. */
  readonly name: string;
  readonly help: string;
  /** Of few values each, so no ids. */
  readonly labels?: readonly Label[];
}

interface CounterDefinition<Label extends string> extends Definition<Label> {
  /** Adds what was counted elsewhere since the last scrape. */
  collect?(this: Counter<Label>): void;
}

interface HistogramDefinition<Label extends string> extends Definition<Label> {
  /** Upper bounds, ascending. */
  readonly buckets: readonly number[];
}

const declared = new Map<string, { readonly signature: string; readonly metric: Counter | Histogram }>();

/**
 * Declares a counter of the process, beside the code that counts. The same declaration gives the same counter, since a test
 * may load a module twice.
 * @throws Error when the name is taken by a metric with other labels
 */
export function counter<Label extends string = never>(definition: CounterDefinition<Label>): Counter<Label> {
  const { labels = [], ...rest } = definition;
  return once(
    `counter(${labels.join()})`,
    definition,
    () => new Counter({ ...rest, labelNames: labels, registers: [processRegistry] }),
  );
}

/**
 * Declares a histogram of the process, as {@link counter} does.
 * @throws Error when the name is taken by a metric with other labels or buckets
 */
export function histogram<Label extends string = never>(
  definition: HistogramDefinition<Label>,
): Histogram<Label> {
  const { labels = [], buckets, ...rest } = definition;
  return once(
    `histogram(${labels.join()}; ${buckets.join()})`,
    definition,
    () => new Histogram({ ...rest, labelNames: labels, buckets: [...buckets], registers: [processRegistry] }),
  );
}

function once<M extends Counter | Histogram>(
  signature: string,
  { name }: { name: string },
  make: () => M,
): M {
  const known = declared.get(name);
  if (!known) {
    const metric = make();
    declared.set(name, { signature, metric });
    return metric;
  }
  if (known.signature !== signature)
    throw new Error(
      `The metric "${name}" is declared twice, as ${known.signature} and as ${signature}: rename one of the two.`,
    );
  return known.metric as M;
}
