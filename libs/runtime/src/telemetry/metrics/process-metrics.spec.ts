import { expect, it } from 'vitest';
import { counter, histogram } from './process-metrics.js';
import { processRegistry } from './process-registry.js';

it('what is declared is among the metrics of the process', async () => {
  const knots = counter({ name: 'test_knots_total', help: 'Knots tied.', labels: ['rope'] });
  knots.inc({ rope: 'hemp' }, 2);
  histogram({ name: 'test_knot_seconds', help: 'Seconds to tie one.', buckets: [1, 5] }).observe(3);
  const text = await processRegistry.metrics();
  expect(text).toContain('test_knots_total{rope="hemp"} 2');
  expect(text).toContain('test_knot_seconds_bucket{le="5"} 1');
});

it('the same declaration gives the same metric', () => {
  const declare = () => counter({ name: 'test_sails_total', help: 'Sails set.', labels: ['mast'] });
  expect(declare()).toBe(declare());
});

it.each([
  ['other labels', () => counter({ name: 'test_ropes_total', help: 'Ropes.', labels: ['kind'] })],
  ['another type', () => histogram({ name: 'test_ropes_total', help: 'Ropes.', buckets: [1] })],
])('a name that is taken by a metric with %s is refused', (_, declare) => {
  counter({ name: 'test_ropes_total', help: 'Ropes.' });
  expect(declare).toThrow(
    /The metric "test_ropes_total" is declared twice, as counter\(\) and as .*: rename/,
  );
});
